//! Refusals read as sentences, with figures where a rule gives them.

use serde_json::json;
use texts::{Digits, Lang, Params, Surface, Texts};

fn texts(lang: Lang) -> &'static Texts {
    Texts::shared(lang, Surface::Plain, Digits::Latin)
}

fn params(json: serde_json::Value) -> Params {
    serde_json::from_value(json).unwrap_or_default()
}

#[test]
fn the_cash_limit_says_by_how_much() {
    let given = params(json!({
        "courier_ar": "فهد المطيري", "courier_en": "Fahad Al Mutairi",
        "held_halalas": 90_000, "due_halalas": 24_050, "limit_halalas": 100_000,
        "also": [], "overrule_by": ["supervisor", "admin"],
    }));
    assert_eq!(
        texts(Lang::En).rejection("over_cash_limit", None, &given),
        "The cash limit of Fahad Al Mutairi would be exceeded by 140.50 SAR."
    );
    assert_eq!(
        texts(Lang::Ar).rejection("over_cash_limit", None, &given),
        "سيُتجاوز حد النقد لدى فهد المطيري بـ 140.50 ر.س."
    );
}

#[test]
fn the_vehicle_s_measure_comes_with_its_unit() {
    let given = |what: &str, load: i64, capacity: i64| {
        params(json!({"plate": "ABC 1234", "what": what, "load": load, "capacity": capacity}))
    };
    let say = |p: Params| texts(Lang::En).rejection("over_capacity", None, &p);
    assert_eq!(
        say(given("weight_g", 20_500, 20_000)),
        "Vehicle ABC 1234 would carry 20.5 kg of 20 kg."
    );
    assert_eq!(
        say(given("parcels", 21, 20)),
        "Vehicle ABC 1234 would carry 21 parcels of 20 parcels."
    );
}

#[test]
fn a_wrong_state_says_what_and_where() {
    let given = params(json!({"action": "dispatch", "reference": "BRQ-1"}));
    assert_eq!(
        texts(Lang::En).rejection("wrong_state", Some("on_hold"), &given),
        "“Dispatch” is not possible: the delivery is On hold."
    );
    let given = params(json!({"action": "cancel", "who": ["dispatcher", "admin"]}));
    assert_eq!(
        texts(Lang::Ar).rejection("not_allowed", None, &given),
        "«إلغاء التوصيلة» متاح لـ: منسّق، مدير النظام."
    );
}

#[test]
fn without_its_figures_the_plain_sentence_stands() {
    let none = Params::new();
    for lang in Lang::ALL {
        for code in domain::rejection::RejectCode::ALL {
            let sentence = texts(lang).rejection(code.word(), None, &none);
            assert!(!sentence.contains('{'), "{sentence}");
            assert!(!sentence.starts_with("rejection-"), "{sentence}");
        }
    }
    assert_eq!(
        texts(Lang::En).rejection("changed_since", None, &params(json!({"by": "0190"}))),
        "Someone changed it since."
    );
}

#[test]
fn a_choice_that_met_another_says_who_chose_whom_and_when() {
    let given = params(json!({
        "field": "courier_id",
        "by": "0190",
        "by_ar": "فيصل",
        "by_en": "Faisal",
        "courier_ar": "زياد",
        "courier_en": "Ziyad",
        "time": "15:05",
    }));
    assert_eq!(
        texts(Lang::En).rejection("changed_since", None, &given),
        "Faisal chose Ziyad (15:05)."
    );
    assert_eq!(
        texts(Lang::Ar).rejection("changed_since", None, &given),
        "اختار فيصل المندوب زياد (15:05)."
    );
    let nobody = params(json!({ "by_ar": "", "by_en": "Faisal", "time": "15:05" }));
    assert_eq!(
        texts(Lang::En).rejection("changed_since", None, &nobody),
        "Faisal changed it since."
    );
}

#[test]
fn a_field_reads_as_its_word() {
    let say = |field: &str| {
        let given = params(json!({ "field": field }));
        texts(Lang::En).rejection("bad_field", None, &given)
    };
    assert_eq!(say("priority"), "Not valid: Priority.");
    assert_eq!(say("cod_halalas"), "Not valid: COD.");
    assert_eq!(say("parcel_count"), "Not valid: Number of parcels.");
    assert_eq!(say("something_new"), "Not valid: something_new.");
}

#[test]
fn a_reason_of_another_release_is_told_with_its_code() {
    let given = params(json!({"percent": 4}));
    for lang in Lang::ALL {
        let sentence = texts(lang).rejection("battery_low", Some("at_locker"), &given);
        assert!(sentence.contains("battery_low"), "{sentence}");
        assert!(
            !sentence.contains("rejection-"),
            "no key is shown: {sentence}"
        );
        // What a known reason names of another release is shown with its own word.
        let given = params(json!({"action": "park_at_locker", "who": ["robot"]}));
        let sentence = texts(lang).rejection("not_allowed", None, &given);
        assert!(
            sentence.contains("park_at_locker") && sentence.contains("robot"),
            "{sentence}"
        );
        assert!(
            !sentence.contains("command-") && !sentence.contains("role-"),
            "{sentence}"
        );
    }
}

#[test]
fn an_answer_that_cannot_be_read_names_the_command_and_asks_for_an_update() {
    let say =
        |lang, label| texts(lang).unknown_answer(&texts(lang).word("command", "assign"), label);
    for (lang, update) in [(Lang::En, "update"), (Lang::Ar, "حدّث")] {
        let named = say(lang, "BRQ-1");
        assert!(named.contains("BRQ-1") && named.contains(update), "{named}");
        let nameless = say(lang, "");
        assert!(
            nameless.contains(update) && !nameless.contains('{'),
            "{nameless}"
        );
    }
}
