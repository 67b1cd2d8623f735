//! One use of one person's data, in the words that law, decisions and screening share.

use crate::place::Place;
use crate::text::{Lang, Text};
use crate::words;

words!(
    /// What data is used for.
    Purpose, "purpose", {
    /// What the person asked for: order, delivery, account, support.
    Service = "service",
    /// Safety, fraud, legal duties.
    Security = "security",
    /// Measuring the own store.
    Analytics = "analytics",
    /// Shaping the own store's content to the person.
    Personalisation = "personalisation",
    /// Commercial e-mail.
    Email = "email",
    /// Commercial text messages and calls.
    Text = "text",
    /// Cross-context behavioural advertising; "sharing" in California.
    TargetedAdvertising = "targeted-advertising",
    /// For money.
    Sale = "sale",
    /// For value other than money; a sale only where the law says so.
    SaleForValue = "sale-for-value",
    /// Towards decisions with legal or similarly significant effects.
    Profiling = "profiling",
    /// A price set from personal data.
    Pricing = "pricing",
    /// Training of large language models.
    Training = "training",
    /// Incompatible with what was told.
    Secondary = "secondary",
});

words!(
    /// Kinds of data as laws tell them apart. All but the first two are sensitive somewhere.
    DataClass, "data class", {
    Ordinary = "ordinary",
    /// Stored on or read from the device: cookie, pixel, fingerprint.
    Device = "device",
    Health = "health",
    /// What purchases or browsing reveal of health.
    HealthInferred = "health-inferred",
    ReproductiveHealth = "reproductive-health",
    /// With sex life.
    SexualOrientation = "sexual-orientation",
    /// Transgender or non-binary.
    GenderIdentity = "gender-identity",
    RaceEthnicity = "race-ethnicity",
    NationalOrigin = "national-origin",
    Religion = "religion",
    Political = "political",
    Union = "union",
    Citizenship = "citizenship",
    Biometric = "biometric",
    Genetic = "genetic",
    Neural = "neural",
    PreciseLocation = "precise-location",
    GovernmentId = "government-id",
    /// An account or card together with what opens it.
    AccountCredentials = "account-credentials",
    Financial = "financial",
    /// Contents of messages to others.
    Communications = "communications",
    CrimeVictim = "crime-victim",
    Criminal = "criminal",
    /// Content recognition on screens.
    Viewing = "viewing",
    Disability = "disability",
});

words!(
    /// How old the person is, as finely as any law asks.
    Age, "age", {
    Under13 = "0-12",
    Thirteen = "13",
    Fourteen = "14",
    Fifteen = "15",
    Sixteen = "16",
    Seventeen = "17",
    Adult = "18+",
});

words!(
    /// Who gets the data, by role.
    Recipient, "recipient role", {
    /// Nobody else.
    Own = "own",
    /// With processors and contractors.
    ServiceProvider = "service-provider",
    ThirdParty = "third-party",
    JointController = "joint-controller",
    Affiliate = "affiliate",
    Authority = "authority",
    /// In, or controlled from, a country of concern (28 CFR 202).
    CoveredPerson = "covered-person",
});

words!(
    /// What must hold before data is used. In order of strictness.
    Regime, "regime", {
    /// No rule of the law data asks for anything.
    Free = "free",
    /// The person is told.
    Notice = "notice",
    /// The person can refuse, and has not.
    OptOut = "opt_out",
    /// The person has agreed.
    OptIn = "opt_in",
    /// A parent has agreed, verifiably.
    Parental = "parental",
    /// Not at all; agreement does not help.
    Prohibited = "prohibited",
});

/// One use of one person's data. `None`: not known, so the strictest that is plausible holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Where the person is.
    pub place: Option<Place>,
    pub purpose: Purpose,
    pub data: Option<DataClass>,
    pub age: Option<Age>,
    pub recipient: Option<Recipient>,
}

impl Act {
    /// What must not be left out; all else is not known yet.
    pub fn of(purpose: Purpose) -> Act {
        Act { place: None, purpose, data: None, age: None, recipient: None }
    }
}

impl Age {
    pub fn of_years(years: u8) -> Age {
        match years {
            0..13 => Age::Under13,
            13 => Age::Thirteen,
            14 => Age::Fourteen,
            15 => Age::Fifteen,
            16 => Age::Sixteen,
            17 => Age::Seventeen,
            18.. => Age::Adult,
        }
    }

    /// The youngest a person of this band can be.
    pub fn youngest(self) -> u8 {
        match self {
            Age::Under13 => 0,
            Age::Thirteen => 13,
            Age::Fourteen => 14,
            Age::Fifteen => 15,
            Age::Sixteen => 16,
            Age::Seventeen => 17,
            Age::Adult => 18,
        }
    }
}

/// What people call it.
pub trait Said {
    fn said(self) -> Text;
}

macro_rules! said {
    ($name:ident { $($variant:ident: $en:literal, $zh:literal;)+ }) => {
        impl Said for $name {
            fn said(self) -> Text {
                match self { $($name::$variant => Text::new($en, $zh),)+ }
            }
        }
        impl $name {
            pub fn in_words(self, lang: Lang) -> String {
                self.said().get(lang).to_owned()
            }
        }
    };
}

said!(Regime {
    Free: "no duty found", "未见要求";
    Notice: "tell first", "须告知";
    OptOut: "may refuse", "可退出";
    OptIn: "must agree", "须同意";
    Parental: "parent agrees", "父母同意";
    Prohibited: "not at all", "禁止";
});

said!(Purpose {
    Service: "what was asked for", "履行请求";
    Security: "security and legal duties", "安全与法定义务";
    Analytics: "measuring the store", "店铺统计";
    Personalisation: "personalised content", "个性化内容";
    Email: "commercial e-mail", "营销邮件";
    Text: "commercial text messages", "营销短信";
    TargetedAdvertising: "targeted advertising", "定向广告";
    Sale: "sale", "出售";
    SaleForValue: "sale for other value", "以其他对价提供";
    Profiling: "significant decisions", "重大影响的画像决策";
    Pricing: "personal prices", "个性化定价";
    Training: "training language models", "训练大语言模型";
    Secondary: "another, incompatible purpose", "与告知不相容的目的";
});

said!(DataClass {
    Ordinary: "ordinary data", "一般数据";
    Device: "data on the device", "设备上的数据";
    Health: "health data", "健康数据";
    HealthInferred: "inferred health data", "推断的健康数据";
    ReproductiveHealth: "reproductive or sexual health data", "生殖或性健康数据";
    SexualOrientation: "sexual orientation or sex life", "性取向或性生活";
    GenderIdentity: "gender identity", "性别认同";
    RaceEthnicity: "race or ethnicity", "种族或族裔";
    NationalOrigin: "national origin", "原国籍";
    Religion: "religion or belief", "宗教或信仰";
    Political: "political opinions", "政治观点";
    Union: "union membership", "工会成员身份";
    Citizenship: "citizenship or immigration status", "公民或移民身份";
    Biometric: "biometric data", "生物识别数据";
    Genetic: "genetic data", "基因数据";
    Neural: "neural data", "神经数据";
    PreciseLocation: "precise location", "精确位置";
    GovernmentId: "government identifiers", "政府证件号码";
    AccountCredentials: "account with what opens it", "账户及其凭证";
    Financial: "financial data", "金融数据";
    Communications: "contents of messages", "通信内容";
    CrimeVictim: "status as a crime victim", "犯罪受害者身份";
    Criminal: "criminal records", "犯罪记录";
    Viewing: "what is watched", "观看内容识别数据";
    Disability: "disability", "残疾状况";
});

said!(Recipient {
    Own: "nobody else", "仅店铺自身";
    ServiceProvider: "a service provider", "服务提供商";
    ThirdParty: "a third party", "第三方";
    JointController: "a joint controller", "共同控制者";
    Affiliate: "an affiliate", "关联公司";
    Authority: "an authority", "主管机关";
    CoveredPerson: "a covered person (country of concern)", "受管辖主体（受关注国家）";
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word::Word;

    #[test]
    fn regimes_stand_in_order_of_strictness() {
        let order: Vec<_> = Regime::ALL.iter().map(|(_, r)| *r).collect();
        assert!(order.is_sorted(), "{order:?}");
        assert_eq!(order.first(), Some(&Regime::Free));
        assert_eq!(order.last(), Some(&Regime::Prohibited));
    }

    #[test]
    fn every_year_has_its_band() {
        for years in 0..=120 {
            let age = Age::of_years(years);
            assert!(age.youngest() <= years);
            assert!(Age::ALL.iter().all(|(_, a)| a.youngest() <= age.youngest() || a.youngest() > years));
        }
    }

    #[test]
    fn a_word_that_is_not_listed_is_refused_with_the_list() {
        let e = "adverts".parse::<Purpose>().expect_err("refused").to_string();
        assert!(e.contains("`adverts` is no purpose") && e.contains("targeted-advertising"), "{e}");
    }

    #[test]
    fn every_word_is_said_in_both_languages() {
        fn check<W: Word + Said>() {
            for (word, w) in W::ALL {
                let text = w.said();
                assert!(!text.en.is_empty() && text.zh.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{word}");
            }
        }
        check::<Purpose>();
        check::<DataClass>();
        check::<Recipient>();
        check::<Regime>();
    }
}
