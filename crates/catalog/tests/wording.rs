//! Wording as stores really have it, apart from the labels of `labels.txt`: mixed scripts, informal refusals, titles of the way back.

use tidegate_catalog::{Catalog, LinkKind};
use tidegate_types::observation::ControlRole::{self, *};

#[test]
fn informal_and_mixed_labels() {
    let table: &[(ControlRole, &[&str])] = &[
        (
            Refuse,
            &[
                "Allow neither",
                "Accept none of them",
                "None of these",
                "Keine davon erlauben",
                "Keins davon",
                "N’accepter aucun",
                "Aucun des deux",
                "Autoriser aucun",
                "Ninguna",
                "No aceptar ninguna",
                "Aceptar ninguna",
                "都不同意",
                "一个都不接受",
                "No, keep it basic",
                "Keep it simple",
                "拒绝 Decline",
                "Decline 拒绝",
                "不同意 / Disagree",
                "Only what’s needed",
                "Nein danke, nur das Nötigste",
                "Nur das Nötigste",
                "Seguir sin aceptar",
                "Continuer sans accepter",
                "Non, merci",
                "Ich möchte das nicht",
                "Sin cookies, gracias",
                "Tout refuser",
                "全部拒绝 Reject all",
            ],
        ),
        (
            Accept,
            &[
                "Allow both",
                "Beide erlauben",
                "Autoriser les deux",
                "Aceptar las dos",
                "都同意",
                "同意 Agree",
                "Accept 接受",
                "接受全部 / Accept all",
                "Yes, that’s fine",
                "Yes please",
                "Ja, gerne",
                "Oui, pourquoi pas",
                "Sí, adelante",
                "J’accepte",
                "Vale, acepto",
                "Einverstanden",
            ],
        ),
        (Settings, &["No, let me choose", "Let me pick", "Selbst auswählen", "Choisir", "设置 Settings", "Yes, but let me choose"]),
        (Save, &["So übernehmen", "Valider ma sélection"]),
        (
            Other,
            &[
                "Do not disable statistics and advertising",
                "Don't turn off tracking",
                "同意 Decline",
                "Reject 接受",
                "In den Warenkorb",
                "Non-stick pans",
            ],
        ),
    ];
    for (role, labels) in table {
        for label in *labels {
            assert_eq!(Catalog::embedded().role_of(label), *role, "`{label}`");
        }
    }
}

#[test]
fn ways_to_questions_about_the_visitor() {
    for text in [
        "Sleep quiz",
        "Take our skin test",
        "Find your routine",
        "Hauttest",
        "Diagnostic de peau",
        "Test de piel",
        "肤质测试",
        "Questionnaire santé",
        "在线问诊",
    ] {
        assert!(Catalog::embedded().link_kinds(text, None).contains(&LinkKind::Quiz), "`{text}`");
    }
    for text in ["Quizás te guste", "Tested by mothers", "Pregnancy test", "Health", "测试仪器"] {
        assert!(!Catalog::embedded().link_kinds(text, None).contains(&LinkKind::Quiz), "`{text}`");
    }
}

#[test]
fn titles_of_the_way_back_and_of_the_policy() {
    let back = [
        "Cookie-Wahl ändern",
        "Meine Cookies",
        "Mes cookies",
        "Mis cookies",
        "Cookie choices",
        "Privacy choices for this device",
        "Preferencias de cookies",
        "Cookies ändern",
        "Gestion des cookies",
        "Change your mind about cookies",
        "Cookie 设置",
        "修改 Cookie 选择",
        "Consentement",
        "Einwilligung verwalten",
        "Paramétrer les traceurs",
        "Your cookies",
        "Manage trackers",
        "Gérer mes choix",
    ];
    for text in back {
        let kinds = Catalog::embedded().link_kinds(text, None);
        assert!(kinds.contains(&LinkKind::CookieSettings) || kinds.contains(&LinkKind::Choices), "`{text}`: {kinds:?}");
    }
    for text in [
        "Política de confidencialidad",
        "Tratamiento de datos personales",
        "Datenschutz",
        "Données personnelles",
        "DSGVO",
        "Données & RGPD",
    ] {
        assert!(Catalog::embedded().link_kinds(text, None).contains(&LinkKind::PrivacyPolicy), "`{text}`");
    }
    for text in [
        "Chocolate cookies",
        "Cookie jars",
        "Our choices for autumn",
        "Meine Auswahl ansehen",
        "Cookies aus Dinkel",
        "Choix de tailles",
        "Biscuits et cookies maison",
    ] {
        assert!(!Catalog::embedded().link_kinds(text, None).contains(&LinkKind::CookieSettings), "`{text}`");
    }
}
