//! What is on the disk: encryption, wrong keys, damage, versions.
