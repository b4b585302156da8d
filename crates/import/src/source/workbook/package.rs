//! The zip package of a workbook: its parts by path, within a budget of unpacked bytes, and which part is what.

use super::{MAX_UNPACKED_BYTES, Walk, xml::attribute};
use crate::{FileError, source::text};
use quick_xml::events::Event;
use std::{
    collections::HashMap,
    io::{Cursor, Read},
};
use zip::ZipArchive;

const MAX_PARTS: usize = 10_000;

pub struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    /// Lower-case path with forward slashes → index: some programs write either differently.
    parts: HashMap<String, usize>,
    /// How many bytes may still be unpacked.
    budget: u64,
}

/// Where a workbook's parts are.
pub struct Book {
    /// Visible sheets first.
    pub sheets: Vec<SheetPart>,
    pub strings_path: String,
    pub styles_path: String,
    /// Dates count from 1904 instead of 1900.
    pub from_1904: bool,
}

/// One sheet of a workbook.
pub struct SheetPart {
    pub path: String,
    /// What a person calls it.
    pub name: String,
    pub hidden: bool,
}

impl<'a> Package<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, FileError> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if zip.len() > MAX_PARTS {
            return Err(FileError::UnpacksTooLarge {
                limit: MAX_UNPACKED_BYTES,
            });
        }
        let mut parts = HashMap::new();
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).map_err(damaged)?;
            let name = String::from_utf8_lossy(part.name_raw())
                .replace('\\', "/")
                .to_lowercase();
            parts.insert(name.trim_start_matches('/').to_owned(), index);
        }
        Ok(Self {
            zip,
            parts,
            budget: MAX_UNPACKED_BYTES,
        })
    }

    /// A part's text, if there is such a part. Sizes the zip declares are not trusted.
    pub fn part(&mut self, path: &str) -> Result<Option<String>, FileError> {
        let Some(index) = self.parts.get(&path.trim_start_matches('/').to_lowercase()) else {
            return Ok(None);
        };
        let part = self.zip.by_index(*index).map_err(damaged)?;
        let mut bytes = Vec::new();
        let taken = part
            .take(self.budget + 1)
            .read_to_end(&mut bytes)
            .map_err(damaged)? as u64;
        if taken > self.budget {
            return Err(FileError::UnpacksTooLarge {
                limit: MAX_UNPACKED_BYTES,
            });
        }
        self.budget -= taken;
        Ok(Some(text::decode(&bytes)?))
    }

    /// Follows the package's relationships to the workbook's parts.
    pub fn workbook(&mut self) -> Result<Book, FileError> {
        let path = self
            .relations("")?
            .into_iter()
            .find(|relation| relation.kind == "officeDocument")
            .map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target);
        let Some(part) = self.part(&path)? else {
            return Err(if self.parts.keys().any(|name| name.ends_with(".kml")) {
                FileError::OtherZones {
                    looks_like: text::KML,
                }
            } else {
                FileError::NotASpreadsheet {
                    looks_like: "another kind of packed file",
                }
            });
        };
        let relations = self.relations(&path)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let by_kind = |kind: &str, usual: &str| {
            let found = relations
                .iter()
                .find(|r| r.kind == kind)
                .map(|r| r.target.clone());
            found.unwrap_or_else(|| format!("{folder}/{usual}"))
        };
        let mut book = Book {
            sheets: Vec::new(),
            strings_path: by_kind("sharedStrings", "sharedStrings.xml"),
            styles_path: by_kind("styles", "styles.xml"),
            from_1904: false,
        };
        let mut hidden = Vec::new();
        let mut walk = Walk::new(&part);
        loop {
            match walk.next()? {
                Event::Start(e) | Event::Empty(e) => match e.local_name().as_ref() {
                    "workbookPr" => {
                        book.from_1904 |=
                            matches!(attribute(&e, "date1904").as_deref(), Some("1" | "true"));
                    }
                    "sheet" => {
                        let id = attribute(&e, "id").unwrap_or_default();
                        let Some(relation) = relations
                            .iter()
                            .find(|r| r.id == id && r.kind == "worksheet")
                        else {
                            continue;
                        };
                        let shown = attribute(&e, "state").is_none_or(|state| state == "visible");
                        let list = if shown { &mut book.sheets } else { &mut hidden };
                        list.push(SheetPart {
                            path: relation.target.clone(),
                            name: attribute(&e, "name").unwrap_or_default(),
                            hidden: !shown,
                        });
                    }
                    _ => {}
                },
                Event::Eof => break,
                _ => {}
            }
        }
        book.sheets.append(&mut hidden);
        if book.sheets.is_empty() {
            return Err(FileError::NotASpreadsheet {
                looks_like: "a document without sheets",
            });
        }
        Ok(book)
    }

    /// The relationships of the part at `path` (of the package itself when empty), with full target paths.
    fn relations(&mut self, path: &str) -> Result<Vec<Relation>, FileError> {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let own = if folder.is_empty() {
            format!("_rels/{file}.rels")
        } else {
            format!("{folder}/_rels/{file}.rels")
        };
        let Some(part) = self.part(&own)? else {
            return Ok(Vec::new());
        };
        let mut walk = Walk::new(&part);
        let mut relations = Vec::new();
        loop {
            match walk.next()? {
                Event::Start(e) | Event::Empty(e) if e.local_name().as_ref() == "Relationship" => {
                    let kind = attribute(&e, "Type").unwrap_or_default();
                    relations.push(Relation {
                        id: attribute(&e, "Id").unwrap_or_default(),
                        kind: kind.rsplit('/').next().unwrap_or_default().to_owned(),
                        target: resolved(folder, &attribute(&e, "Target").unwrap_or_default()),
                    });
                }
                Event::Eof => return Ok(relations),
                _ => {}
            }
        }
    }
}

struct Relation {
    id: String,
    /// The last word of the relationship type's URL.
    kind: String,
    target: String,
}

/// `target` seen from `folder`, without `.` and `..`.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let from_root = target.starts_with('/');
    let mut steps: Vec<&str> = Vec::new();
    for step in (if from_root { "" } else { folder })
        .split('/')
        .chain(target.split('/'))
    {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            _ => steps.push(step),
        }
    }
    steps.join("/")
}

fn damaged(error: impl std::fmt::Display) -> FileError {
    FileError::Damaged {
        what: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    /// A package of one part of `size` spaces.
    fn bomb(size: usize) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        zip.start_file("xl/workbook.xml", zip::write::SimpleFileOptions::default())
            .unwrap();
        zip.write_all(&vec![b' '; size]).unwrap();
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_zip_bomb_is_stopped_at_the_budget_however_small_it_looks() {
        let bytes = bomb(1 << 20);
        assert!(bytes.len() < 4096);
        let mut package = Package {
            budget: 1 << 19,
            ..Package::open(&bytes).unwrap()
        };
        assert_eq!(
            package.part("xl/workbook.xml"),
            Err(FileError::UnpacksTooLarge {
                limit: MAX_UNPACKED_BYTES
            })
        );
        let mut package = Package {
            budget: 3 << 19,
            ..Package::open(&bytes).unwrap()
        };
        assert_eq!(
            package
                .part("XL/workbook.xml")
                .unwrap()
                .map(|text| text.len()),
            Some(1 << 20)
        );
        assert_eq!(
            package.part("xl/workbook.xml"),
            Err(FileError::UnpacksTooLarge {
                limit: MAX_UNPACKED_BYTES
            }),
            "the budget is the package's"
        );
        assert_eq!(package.part("xl/other.xml"), Ok(None));
    }

    #[test]
    fn targets_are_resolved_like_paths() {
        assert_eq!(resolved("xl", "worksheets/a.xml"), "xl/worksheets/a.xml");
        assert_eq!(resolved("xl", "/xl/a.xml"), "xl/a.xml");
        assert_eq!(resolved("xl/sub", "../a.xml"), "xl/a.xml");
        assert_eq!(resolved("", "../../a.xml"), "a.xml");
    }
}
