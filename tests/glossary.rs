//! The committed terms, and the glossary as the rest of the product uses it.
#![allow(clippy::print_stdout, reason = "a skipped test says so")]

use std::path::Path;

use shirube::glossary::check::{Sheet, check};
use shirube::glossary::{Glossary, SpellingKind, entry};
use shirube::text::{Lang, script_of};

/// The files of `glossary/`.
fn sheets() -> Vec<Sheet> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("glossary");
    let mut sheets = Vec::new();
    for file in folder.read_dir().expect("the glossary").map(|file| file.expect("a file").path()) {
        if file.extension().is_some_and(|ending| ending == "md") && !file.ends_with("README.md") {
            let source = std::fs::read_to_string(&file).expect("UTF-8");
            let file = file.file_name().expect("a name").to_string_lossy().into_owned();
            let entry = entry::parse(&source).unwrap_or_else(|problem| panic!("{file}:{problem}"));
            sheets.push(Sheet { file, source, entry });
        }
    }
    sheets
}

#[test]
fn every_entry_is_sound_and_compiled() {
    let sheets = sheets();
    assert_eq!(check(&sheets), [""; 0]);
    let glossary = Glossary::built_in();
    assert_eq!(glossary.terms().count(), sheets.len());
    for Sheet { entry, .. } in &sheets {
        let id = glossary.by_id(&entry.id).unwrap_or_else(|| panic!("{} is missing", entry.id));
        let term = glossary.term(id).expect("a term");
        assert_eq!((term.name(Lang::En), term.name(Lang::Ja)), (&*entry.en, &*entry.ja));
        assert_eq!((term.body(Lang::En), term.body(Lang::Ja)), (&*entry.body_en, &*entry.body_ja));
        let related: Vec<&str> =
            term.related().iter().filter_map(|id| glossary.term(*id)).map(|term| term.id()).collect();
        assert_eq!(related, entry.related);
        for key in &entry.explains {
            assert!(glossary.explains(key).contains(&id), "{key} does not lead to {}", entry.id);
        }
    }
}

#[test]
fn every_definition_is_one_plain_paragraph() {
    let glossary = Glossary::built_in();
    for (_, term) in glossary.terms() {
        for (lang, stop) in [(Lang::En, '.'), (Lang::Ja, '。')] {
            let definition = term.definition(lang);
            assert!(definition.ends_with(stop) && !definition.contains('\n'), "{} ({lang:?}): {definition}", term.id());
        }
        assert_eq!(script_of(term.definition(Lang::En)), None, "{} has Japanese in its English definition", term.id());
        assert_eq!(script_of(term.definition(Lang::Ja)), Some(Lang::Ja), "{} is not in Japanese", term.id());
    }
}

#[test]
fn the_names_of_an_entry_find_it() {
    let glossary = Glossary::built_in();
    for (id, term) in glossary.terms() {
        for spelling in term.spellings().iter().filter(|spelling| !spelling.ambiguous) {
            for text in [spelling.text.to_string(), format!("「{}」の設定", spelling.text)] {
                let hits = glossary.scan(&text);
                let found =
                    hits.iter().any(|hit| hit.term == id && hit.span.of(&text) == spelling.text && !hit.ambiguous);
                assert!(found, "{text:?} does not lead to {}: {hits:?}", term.id());
            }
        }
    }
}

const NOTES: &str = "# 社内用語集\n\n## SLA (Service Level Agreement)\n\n当社の稼働率の約束。\n\n## 当番表（オンコールローテーション）\n\n### 定義\n\n障害の一次対応を回す表。\n";

#[test]
fn a_note_joins_a_known_term_and_adds_a_new_one() {
    let glossary = Glossary::with_notes([("docs/terms.md", NOTES)]);
    let sla = glossary.by_id("sla").and_then(|id| glossary.term(id)).expect("the built-in term");
    assert_eq!(sla.notes()[0].body, "当社の稼働率の約束。");
    assert_eq!(sla.notes()[0].heading.of(NOTES), "## SLA (Service Level Agreement)");
    assert!(!sla.body(Lang::En).is_empty());

    let text = "オンコールローテーションと当番表";
    let found: Vec<_> = glossary
        .scan(text)
        .into_iter()
        .map(|hit| (hit.span.of(text), glossary.term(hit.term).map(|term| term.id()), hit.kind, hit.ambiguous))
        .collect();
    assert_eq!(
        found,
        [
            ("オンコールローテーション", Some("当番表"), SpellingKind::Alias, false),
            ("当番表", Some("当番表"), SpellingKind::Name, false)
        ]
    );
}

/// The note that this product was asked to serve, where the checkout has it.
#[test]
fn the_seed_note_works_as_it_is() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/domain/seed.md");
    let Ok(seed) = std::fs::read_to_string(&path) else {
        println!("skipped: no seed note beside the repository");
        return;
    };
    let glossary = Glossary::with_notes([("seed.md", seed.as_str())]);
    for name in [
        "SMB",
        "ファイルゲートウェイモード",
        "SLA",
        "PoP",
        "ゼロトラスト",
        "キャパシティプロバイダー",
        "Egress",
        "外向き通信",
        "egress VPC",
        "Unicast",
        "Anycast",
        "ディザスタリカバリ",
        "DR",
        "Disaster Recovery",
        "IPフローティング",
        "Elastic IP",
        "ENI",
        "Site-to-Site VPN",
        "Direct Connect",
        "AWS Backup",
    ] {
        let hits = glossary.scan(name);
        let noted = hits.iter().any(|hit| {
            hit.span.of(name) == name && glossary.term(hit.term).is_some_and(|term| !term.notes().is_empty())
        });
        assert!(noted, "{name} does not lead to the note: {hits:?}");
    }
    for structure in ["定義", "特徴", "内容", "機能", "仕組み", "制約", "基本構成", "使用する理由"]
    {
        assert_eq!(glossary.scan(structure), [], "{structure}");
    }
}
