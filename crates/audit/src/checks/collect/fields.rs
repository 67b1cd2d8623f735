//! What a field asks for, by its type, its names and its label.

use crate::reading::has;
use tidegate_types::observation::Field;

/// Data that a shop does not need without a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    Government,
    BirthDate,
    Gender,
    Health,
    Belief,
    Origin,
    Orientation,
    Biometric,
    Money,
}

impl Ask {
    pub(super) fn words(self) -> (&'static str, &'static str) {
        match self {
            Ask::Government => ("a government identifier", "证件号码"),
            Ask::BirthDate => ("a date of birth", "出生日期"),
            Ask::Gender => ("gender", "性别"),
            Ask::Health => ("health data", "健康信息"),
            Ask::Belief => ("religion or opinion", "宗教或政治信仰"),
            Ask::Origin => ("race, origin or citizenship", "种族、族裔或国籍"),
            Ask::Orientation => ("sexual orientation", "性取向"),
            Ask::Biometric => ("biometric data", "生物识别信息"),
            Ask::Money => ("income", "收入"),
        }
    }

    /// Does the law call for agreement to it (VA-7, EU-7, WA-3)?
    pub(super) fn special(self) -> bool {
        matches!(self, Ask::Health | Ask::Belief | Ask::Origin | Ask::Orientation | Ask::Biometric)
    }

    pub(super) fn profile_word(self) -> &'static str {
        match self {
            Ask::Health => "health",
            Ask::Belief => "religion",
            Ask::Origin => "ethnicity",
            Ask::Orientation => "sexual-orientation",
            Ask::Biometric => "biometric",
            Ask::Government => "government-id",
            Ask::BirthDate | Ask::Gender | Ask::Money => "other",
        }
    }
}

const TABLE: [(Ask, &[&str]); 9] = [
    (
        Ask::Government,
        &[
            r"\bssn\b|social[ _-]?security|passport[ _-]?(number|no\b|id|copy|photo|scan|$)|driver.?s?[ _-]?licen[cs]e|national[ _-]?(id|insurance)|government[ _-]?(id|issued)|\b(id|identity)[ _-]card|identification number|identity (number|document)|\bnric\b|aadhaar",
            r"身份证|护照号|驾照|社保号|证件号",
            r"personalausweis|ausweisnummer|sozialversicherung|reisepass",
            r"numéro de (sécurité sociale|passeport|carte d.identité)",
            r"\bdni\b|\bnie\b|pasaporte|documento de identidad|seguridad social",
        ],
    ),
    (
        Ask::Biometric,
        &[
            r"biometric|face (scan|photo)|facial|selfie|finger ?print|voice ?print",
            r"人脸|面部|指纹|声纹",
            r"gesichtsscan|biometri",
            r"biométri",
        ],
    ),
    (
        Ask::BirthDate,
        &[
            r"\bdob\b|birth[ _-]?(date|day|year|month)|date[ _-]of[ _-]birth|year[ _-]of[ _-]birth|birthday|\bbday\b",
            r"出生|生日",
            r"geburts",
            r"naissance",
            r"nacimiento|cumpleaños",
        ],
    ),
    (
        Ask::Health,
        &[
            r"\b(health (condition|status|history|issue|concern|problem|information)|medical|medication|medicine|prescription|diagnos|symptom|illness|disease|disabilit|pregnan|fertility|allerg|mental health|depression|anxiety|diabet|blood (type|pressure|sugar)|menstrua|weight loss goal|skin (condition|disease))",
            r"健康(状况|问题|信息|史)|病史|疾病|症状|用药|药物|过敏|怀孕|孕期|残疾|血压|血糖|抑郁|焦虑|诊断",
            r"gesundheit|krankheit|medikament|allergi|schwanger|behinderung|beschwerden",
            r"santé|maladie|médica|allergi|grossesse|enceinte|handicap|symptôme",
            r"salud|enfermedad|medicament|alergi|embaraz|discapacidad|síntoma",
        ],
    ),
    (
        Ask::Belief,
        &[
            r"\breligio(n|us)\b|political (party|opinion|view)|trade union|union membership",
            r"宗教|政治面貌|信仰",
            r"konfession|gewerkschaft",
            r"syndica",
        ],
    ),
    (
        Ask::Origin,
        &[
            r"\bethnic|\brace\b|racial|citizenship|immigration|nationality",
            r"种族|民族|国籍|移民",
            r"staatsangehörig|ethnisch",
            r"nationalité|origine ethnique",
            r"nacionalidad|etnia",
        ],
    ),
    (
        Ask::Orientation,
        &[
            r"sexual (orientation|preference)|\blgbt|sex life",
            r"性取向|性生活",
            r"sexuelle",
            r"orientation sexuelle",
            r"orientación sexual",
        ],
    ),
    (Ask::Gender, &[r"\bgender\b|\bsex\b", r"性别", r"\bgeschlecht\b", r"\b(genre|sexe)\b", r"\b(género|sexo)\b"]),
    (
        Ask::Money,
        &[
            r"\b(household |annual |monthly )?income\b|\bsalary\b|net worth|credit score",
            r"收入|年薪|工资",
            r"einkommen|gehalt",
            r"revenus?\b|salaire",
            r"ingresos|salario",
        ],
    ),
];

/// What a field asks for beyond the usual; `None` for names, addresses and the like.
pub(super) fn ask_of(f: &Field) -> Option<Ask> {
    if matches!(f.kind.as_str(), "hidden" | "submit" | "button" | "search" | "password") {
        return None;
    }
    if f.autocomplete.starts_with("bday") {
        return Some(Ask::BirthDate);
    }
    let words = format!("{}\n{}\n{}\n{}", f.label, f.placeholder, spaced(&f.name), f.autocomplete);
    // "I agree that my health data …" is the agreement, not the question; a filter for goods is no question either.
    if f.kind == "checkbox"
        && has(
            &words,
            &[
                r"\b(agree|consent|accept|read|policy|terms)\b",
                r"同意|已阅读|条款",
                r"einwillig|zustimm|gelesen",
                r"accepte|consens",
                r"acepto|consient",
            ],
        )
    {
        return None;
    }
    TABLE.iter().find(|(ask, words_of)| has(&words, words_of) && !goods(*ask, f)).map(|(ask, _)| *ask)
}

/// Does the text speak of this kind of data?
pub(super) fn mentions(ask: Ask, text: &str) -> bool {
    TABLE.iter().any(|(a, words)| *a == ask && has(text, words))
}

/// Sizes and shelves: "Gender: Men, Women" in a filter, "Gift for her".
fn goods(ask: Ask, f: &Field) -> bool {
    ask == Ask::Gender && has(&f.options.join(" "), &[r"\b(unisex|kids|boys|girls|shoes|all products)\b", r"童装|男装|女装"])
        || ask == Ask::Origin && has(&f.label, &[r"country of (origin|residence)|race (day|number|bib)"])
}

fn spaced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut low = false;
    for c in name.chars() {
        if c.is_uppercase() && low {
            out.push(' ');
        }
        low = c.is_lowercase();
        out.push(if matches!(c, '_' | '-' | '[' | ']' | '.') { ' ' } else { c });
    }
    out
}

/// "Are you pregnant?" with boxes that say only yes and no.
pub(super) fn sensitive_question<'a>(fields: impl Iterator<Item = &'a Field>, context: &str) -> Option<Ask> {
    let choices = fields.filter(|f| matches!(f.kind.as_str(), "radio" | "checkbox" | "select" | "textarea")).count();
    let asked = &[
        r"\b(are you|do you|have you|is your|what.?s your|what is your|which|any)\b[^.?!\n]{0,60}\b(pregnant|diabet|depress|anxi|medication|medical condition|health condition|symptom|allerg|disease|diagnos|chronic|trying to conceive)",
        r"(您|你)?(是否|有没有|有无|目前)[^。?\n]{0,20}(怀孕|过敏|疾病|病史|用药|服药|症状|糖尿病|抑郁)",
        r"\b(haben sie|sind sie|hast du|bist du|leiden sie|nehmen sie)\b[^.?\n]{0,60}(schwanger|allergi|krank|medikament|diabet)",
        r"\b(avez-vous|êtes-vous|prenez-vous|souffrez-vous)\b[^.?\n]{0,60}(enceinte|allergi|maladie|médicament|diabèt)",
        r"(tienes|tiene|está|estás|padece|toma)\b[^.?\n]{0,60}(embarazada|alergi|enfermedad|medicament|diabet)",
    ];
    (choices > 0 && has(context, asked)).then_some(Ask::Health)
}

/// Data that names or reaches a person, in one word; `None` for search, quantity, options of goods.
pub(super) fn personal(f: &Field) -> Option<&'static str> {
    if matches!(f.kind.as_str(), "hidden" | "submit" | "button" | "search" | "reset" | "image" | "range" | "color") {
        return None;
    }
    match f.kind.as_str() {
        "email" => return Some("email"),
        "tel" => return Some("phone"),
        "password" => return Some("password"),
        _ => {}
    }
    let words = format!("{}\n{}\n{}\n{}", f.label, f.placeholder, spaced(&f.name), f.autocomplete);
    let table: [(&'static str, &'static [&'static str]); 5] = [
        ("email", &[r"\be-?mail", r"邮箱|电子邮件", r"correo electrónico|adresse électronique"]),
        ("phone", &[r"\b(phone|mobile|tel)\b", r"手机|电话", r"telefon|téléphone|teléfono"]),
        (
            "name",
            &[
                r"\b(first|last|full|given|family|your|sur) ?name\b|given-name|family-name|(?m:^name ?\*?$)",
                r"姓名|名字",
                r"vorname|nachname|\bprénom|\bnom\b|nombre|apellido",
            ],
        ),
        ("address", &[r"\b(street|address|postcode|zip|postal)\b", r"地址|邮编", r"stra(ss|ß)e|anschrift|\brue\b|dirección|código postal"]),
        ("photo", &[r"\b(photo|selfie|picture of you)\b", r"照片|自拍"]),
    ];
    let file = f.kind == "file";
    if let Some((kind, _)) = table.into_iter().filter(|(k, _)| *k != "photo" || file).find(|(_, w)| has(&words, w)) {
        return Some(kind);
    }
    ask_of(f).map(|a| if a == Ask::BirthDate { "birth date" } else { "special" })
}
