//! Names of the made-up day: people, merchants. Data only; nobody in particular.

/// English and Arabic spelling.
pub type Name = (&'static str, &'static str);

pub const FIRST: &[Name] = &[
    ("Abdullah", "عبدالله"),
    ("Fahad", "فهد"),
    ("Saud", "سعود"),
    ("Turki", "تركي"),
    ("Majed", "ماجد"),
    ("Nasser", "ناصر"),
    ("Yousef", "يوسف"),
    ("Omar", "عمر"),
    ("Khalid", "خالد"),
    ("Sultan", "سلطان"),
    ("Bandar", "بندر"),
    ("Ali", "علي"),
    ("Hassan", "حسن"),
    ("Ibrahim", "إبراهيم"),
    ("Saleh", "صالح"),
    ("Rakan", "راكان"),
    ("Waleed", "وليد"),
    ("Tariq", "طارق"),
    ("Imran", "عمران"),
    ("Bilal", "بلال"),
    ("Ahmed", "أحمد"),
    ("Mohammed", "محمد"),
    ("Ziyad", "زياد"),
    ("Hamad", "حمد"),
];

pub const WOMEN: &[Name] = &[
    ("Sara", "سارة"),
    ("Huda", "هدى"),
    ("Lama", "لمى"),
    ("Maha", "مها"),
    ("Amal", "أمل"),
    ("Dalal", "دلال"),
    ("Rana", "رنا"),
    ("Jawaher", "جواهر"),
    ("Ghada", "غادة"),
    ("Layan", "ليان"),
    ("Munira", "منيرة"),
    ("Abeer", "عبير"),
];

pub const LAST: &[Name] = &[
    ("Al Harbi", "الحربي"),
    ("Al Qahtani", "القحطاني"),
    ("Al Otaibi", "العتيبي"),
    ("Al Ghamdi", "الغامدي"),
    ("Al Zahrani", "الزهراني"),
    ("Al Dosari", "الدوسري"),
    ("Al Shehri", "الشهري"),
    ("Al Mutairi", "المطيري"),
    ("Al Subaie", "السبيعي"),
    ("Al Anazi", "العنزي"),
    ("Al Shammari", "الشمري"),
    ("Al Malki", "المالكي"),
    ("Al Juhani", "الجهني"),
    ("Al Tamimi", "التميمي"),
    ("Al Rashid", "الرشيد"),
    ("Al Saleh", "الصالح"),
    ("Khan", "خان"),
    ("Siddiqui", "صديقي"),
];

/// Merchants: names, and the prefix of their references.
pub const MERCHANTS: &[(&str, &str, &str)] = &[
    ("Dallah Coffee Roasters", "محمصة دلة", "DLH"),
    ("Bait Al Kabsa", "بيت الكبسة", "KBS"),
    ("Najd Pharmacy", "صيدلية نجد", "NJP"),
    ("Wardat Al Riyadh Flowers", "وردة الرياض", "WRD"),
    ("Lulwa Sweets", "حلويات لولوة", "LLW"),
    ("Rafraf Electronics", "رفرف للإلكترونيات", "RFR"),
    ("Sanabel Bakery", "مخبز سنابل", "SNB"),
    ("Oud & Amber", "عود وعنبر", "OUD"),
    ("Tamra Dates", "تمرة للتمور", "TMR"),
    ("Al Mizan Books", "مكتبة الميزان", "MZN"),
    ("Shawarma Corner", "ركن الشاورما", "SHW"),
    ("Burj Mobile", "برج الجوال", "BRJ"),
    ("Nakhla Grocery", "بقالة نخلة", "NKH"),
    ("Zahra Fashion", "أزياء زهرة", "ZHR"),
    ("Qahwa & Kunafa", "قهوة وكنافة", "QKN"),
    ("Hayat Optics", "بصريات حياة", "HYT"),
    ("Little Camel Toys", "ألعاب الجمل الصغير", "LCT"),
    ("Fursan Sports", "فرسان للرياضة", "FRS"),
    ("Green Basket", "السلة الخضراء", "GRB"),
    ("Diriyah Kitchen", "مطبخ الدرعية", "DRY"),
];

/// What recipients say about the way.
pub const INSTRUCTIONS: &[&str] = &[
    "",
    "",
    "",
    "",
    "",
    "Call before arriving",
    "الرجاء الاتصال قبل الوصول",
    "Leave with the guard",
    "يسلم للحارس",
    "Second gate, next to the mosque",
    "البوابة الثانية بجانب المسجد",
    "Do not ring, baby sleeping",
    "الدور الثالث، شقة ١٢",
];
