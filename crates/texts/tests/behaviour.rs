//! What callers may rely on: plural forms, isolation, digits, missing keys, sharing.

use texts::{Arg, Digits, Dir, Lang, Surface, Texts};

fn count(texts: &Texts, key: &str, n: i64) -> String {
    texts.t_args(key, &[("n", n.into())])
}

#[test]
fn arabic_chooses_the_form_its_grammar_asks_for() {
    let ar = Texts::with(Lang::Ar, Surface::Plain, Digits::Latin);
    for (n, text) in [
        (0, "لا توصيلات"),
        (1, "توصيلة واحدة"),
        (2, "توصيلتان"),
        (3, "3 توصيلات"),
        (10, "10 توصيلات"),
        (11, "11 توصيلة"),
        (99, "99 توصيلة"),
        (100, "100 توصيلة"),
        (102, "102 توصيلة"),
        (103, "103 توصيلات"),
        (111, "111 توصيلة"),
        (1_204, "1,204 توصيلات"),
    ] {
        assert_eq!(count(&ar, "unit-deliveries", n), text);
    }
}

#[test]
fn a_fraction_is_no_count() {
    assert_eq!(texts::arabic_form(1.5), "other");
    assert_eq!(texts::arabic_form(-3.0), "few");
}

#[test]
fn english_chooses_one_and_other() {
    let en = Texts::with(Lang::En, Surface::Plain, Digits::Latin);
    assert_eq!(count(&en, "unit-deliveries", 0), "no deliveries");
    assert_eq!(count(&en, "unit-deliveries", 1), "1 delivery");
    assert_eq!(count(&en, "unit-deliveries", 2_914), "2,914 deliveries");
}

#[test]
fn isolation_marks_are_in_html_only() {
    let args = [("ref", Arg::from("BRQ-10421"))];
    let html = Texts::new(Lang::Ar).t_args("drawer-label", &args);
    assert_eq!(html, "التوصيلة \u{2068}BRQ-10421\u{2069}");
    let plain = Texts::with(Lang::Ar, Surface::Plain, Digits::Latin);
    assert_eq!(plain.t_args("drawer-label", &args), "التوصيلة BRQ-10421");
}

#[test]
fn a_missing_key_reads_as_itself() {
    let texts = Texts::new(Lang::En);
    assert_eq!(texts.t("no-such-key"), "no-such-key");
    assert_eq!(texts.try_t("no-such-key"), None);
    assert!(!texts.has("no-such-key"));
}

#[test]
fn digits_change_numbers_and_leave_references_alone() {
    let ar = Texts::with(Lang::Ar, Surface::Plain, Digits::Arabic);
    assert_eq!(count(&ar, "unit-deliveries", 1_204), "١٬٢٠٤ توصيلات");
    assert_eq!(
        ar.t_args("drawer-label", &[("ref", "BRQ-10421".into())]),
        "التوصيلة BRQ-10421"
    );
    assert_eq!(Digits::Arabic.show("13:05, 92.4%"), "١٣:٠٥, ٩٢٫٤٪");
    assert_eq!(Digits::Arabic.show("كم."), "كم.");
    assert_eq!(Digits::Latin.show("13:05"), "13:05");
}

#[test]
fn numbers_are_grouped_and_money_loses_no_halala() {
    assert_eq!(Digits::Latin.integer(-1_234_567), "-1,234,567");
    assert_eq!(Digits::Latin.integer(999), "999");
    assert_eq!(Digits::Latin.decimal(1234.56, 1), "1,234.6");
    assert_eq!(Digits::Latin.riyals(14_000), "140");
    assert_eq!(Digits::Latin.riyals(123_405), "1,234.05");
    assert_eq!(Digits::Latin.riyals(-50), "-0.50");
    assert_eq!(Digits::Latin.riyals(i64::MIN), "-92,233,720,368,547,758.08");
    assert_eq!(Digits::Arabic.riyals(123_405), "١٬٢٣٤٫٠٥");
}

#[test]
fn languages_are_read_from_tags() {
    assert_eq!(Lang::parse("ar-SA"), Some(Lang::Ar));
    assert_eq!(Lang::parse("en_US.UTF-8"), Some(Lang::En));
    assert_eq!(Lang::parse("fr"), None);
    assert_eq!(Lang::Ar.dir(), Dir::Rtl);
    assert_eq!(Lang::En.dir().as_str(), "ltr");
}

#[test]
fn the_name_in_the_other_language_stands_in_for_an_empty_one() {
    assert_eq!(Lang::Ar.pick("العليا", "Al Olaya"), "العليا");
    assert_eq!(Lang::Ar.pick(" ", "Al Olaya"), "Al Olaya");
    assert_eq!(Lang::En.pick("العليا", ""), "العليا");
}

#[test]
fn codes_become_keys() {
    assert_eq!(texts::key("state", "picked_up"), "state-picked-up");
}

#[test]
fn shared_texts_are_one_per_choice_and_cross_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<Texts>();
    for lang in Lang::ALL {
        for digits in Digits::ALL {
            let html = Texts::shared(lang, Surface::Html, digits);
            assert_eq!((html.lang(), html.digits()), (lang, digits));
            assert!(std::ptr::eq(
                html,
                Texts::shared(lang, Surface::Html, digits)
            ));
            assert!(!std::ptr::eq(
                html,
                Texts::shared(lang, Surface::Plain, digits)
            ));
        }
    }
}
