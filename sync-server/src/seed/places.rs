//! Places of the made-up day: hubs, and districts of Riyadh with their approximate middles, written down from
//! general knowledge of the city. Data only.

/// A place people know by name.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub name_en: &'static str,
    pub name_ar: &'static str,
    /// WGS84 degrees.
    pub lon: f64,
    pub lat: f64,
}

const fn place(name_en: &'static str, name_ar: &'static str, lon: f64, lat: f64) -> Place {
    Place {
        name_en,
        name_ar,
        lon,
        lat,
    }
}

/// Where couriers work from, in the order in which they are taken.
pub const HUBS: &[Place] = &[
    place("Riyadh North", "الرياض شمال", 46.6420, 24.8050),
    place("Riyadh Centre", "الرياض وسط", 46.6950, 24.6900),
    place("Riyadh East", "الرياض شرق", 46.7900, 24.7550),
    place("Riyadh West", "الرياض غرب", 46.5900, 24.7000),
    place("Riyadh South", "الرياض جنوب", 46.7000, 24.5800),
    place("Riyadh Airport", "الرياض المطار", 46.7150, 24.8900),
];

/// Districts, those of the inner city and the three first hubs before the outskirts.
pub const DISTRICTS: &[Place] = &[
    place("Al Olaya", "العليا", 46.6850, 24.6950),
    place("Al Sulimaniyah", "السليمانية", 46.7030, 24.7040),
    place("Al Malaz", "الملز", 46.7330, 24.6660),
    place("Al Yasmin", "الياسمين", 46.6460, 24.8280),
    place("Al Malqa", "الملقا", 46.6070, 24.8080),
    place("Al Sahafah", "الصحافة", 46.6390, 24.8040),
    place("Al Rawdah", "الروضة", 46.7690, 24.7360),
    place("Qurtubah", "قرطبة", 46.7440, 24.8120),
    place("Ishbiliyah", "إشبيلية", 46.7970, 24.7950),
    place("Al Murabba", "المربع", 46.7080, 24.6520),
    place("Al Wurud", "الورود", 46.6760, 24.7200),
    place("King Fahd", "الملك فهد", 46.6700, 24.7400),
    place("Al Mursalat", "المرسلات", 46.6920, 24.7520),
    place("Al Nuzha", "النزهة", 46.7090, 24.7570),
    place("Al Taawun", "التعاون", 46.6970, 24.7710),
    place("Al Muruj", "المروج", 46.6610, 24.7570),
    place("Al Nafal", "النفل", 46.6730, 24.7850),
    place("Al Wadi", "الوادي", 46.6930, 24.7930),
    place("Al Falah", "الفلاح", 46.7120, 24.7960),
    place("Al Ghadir", "الغدير", 46.6530, 24.7760),
    place("Al Rabi", "الربيع", 46.6610, 24.7990),
    place("Al Aqiq", "العقيق", 46.6260, 24.7760),
    place("Hittin", "حطين", 46.6000, 24.7660),
    place("Al Narjis", "النرجس", 46.6620, 24.8580),
    place("Al Arid", "العارض", 46.6270, 24.8800),
    place("Al Qirawan", "القيروان", 46.5760, 24.8400),
    place("Al Nakheel", "النخيل", 46.6270, 24.7440),
    place("Al Rahmaniyah", "الرحمانية", 46.6500, 24.7160),
    place("Umm Al Hamam", "أم الحمام", 46.6480, 24.6880),
    place("Al Hamra", "الحمراء", 46.7600, 24.7770),
    place("Al Quds", "القدس", 46.7440, 24.7560),
    place("Al Munsiyah", "المونسية", 46.7720, 24.8380),
    place("Al Yarmuk", "اليرموك", 46.7830, 24.8120),
    place("Ghirnatah", "غرناطة", 46.7400, 24.7840),
    place("Al Khaleej", "الخليج", 46.8130, 24.7730),
    place("Al Naseem", "النسيم", 46.8330, 24.7310),
    place("Al Salam", "السلام", 46.8130, 24.7040),
    place("Al Rayyan", "الريان", 46.7730, 24.7030),
    place("Al Jazirah", "الجزيرة", 46.7920, 24.6650),
    place("Al Suwaidi", "السويدي", 46.6620, 24.5930),
    place("Al Uraija", "العريجاء", 46.6350, 24.6240),
    place("Al Shifa", "الشفا", 46.6960, 24.5560),
    place("Al Aziziyah", "العزيزية", 46.7560, 24.5900),
    place("Irqah", "عرقة", 46.5850, 24.6900),
    place("Dhahrat Laban", "ظهرة لبن", 46.5600, 24.6350),
    place("Tuwaiq", "طويق", 46.5450, 24.5850),
    place("Al Maather", "المعذر", 46.6680, 24.6700),
    place("Al Faisaliyah", "الفيصلية", 46.7950, 24.6330),
    place("Al Mansurah", "المنصورة", 46.7420, 24.6130),
    place("Manfuhah", "منفوحة", 46.7220, 24.6060),
];

/// The outline in which districts meet: west, south, east, north, in degrees.
pub const CITY: [f64; 4] = [46.50, 24.52, 46.87, 24.92];

/// Streets found all over the city.
pub const STREETS: &[(&str, &str)] = &[
    ("King Abdulaziz Road", "طريق الملك عبدالعزيز"),
    ("Anas Ibn Malik Road", "طريق أنس بن مالك"),
    ("Prince Turki Street", "شارع الأمير تركي"),
    ("Al Thumamah Road", "طريق الثمامة"),
    ("Abu Bakr Al Siddiq Road", "طريق أبي بكر الصديق"),
    ("Imam Saud Road", "طريق الإمام سعود"),
    ("Al Urubah Road", "طريق العروبة"),
    ("Khalid Ibn Al Walid Street", "شارع خالد بن الوليد"),
    ("Uthman Ibn Affan Road", "طريق عثمان بن عفان"),
    ("King Abdullah Road", "طريق الملك عبدالله"),
    ("Al Takhassusi Street", "شارع التخصصي"),
    ("Hassan Ibn Thabit Street", "شارع حسان بن ثابت"),
];
