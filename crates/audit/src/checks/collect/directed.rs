//! Is a store directed to children? By its profile, by how its pages speak, and by the further factors of 16 CFR 312.2: what it
//! is about, characters, activities, incentives, the ages it names. The factors ask a question of the operator; alone they answer none.

use crate::case::Case;
use crate::evidence::cut;
use crate::reading::has;
use regex::Regex;
use std::sync::OnceLock;
use tidegate_types::Text;
use tidegate_types::observation::{Page, PageKind};
use tidegate_types::profile::Audience;

/// To whom the store speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Directed {
    Children,
    Mixed,
    Adults,
    /// The profile is silent, and the pages do not tell.
    Unknown,
}

/// The pages go before the profile: who addresses children is directed to them, whatever it says (16 CFR 312.2).
pub(super) fn directed(case: &Case) -> Directed {
    match (case.profile.business.audience, speaks_to_children(case)) {
        (Some(Audience::Children), _) => Directed::Children,
        (Some(Audience::Mixed), _) | (_, Some(true)) => Directed::Mixed,
        (Some(Audience::Adults), _) => Directed::Adults,
        (None, _) => Directed::Unknown,
    }
}

/// Do pages of the store speak to children themselves? A toy shop speaks to parents: two different turns to a child are
/// needed, and policies, which speak about children, are not read.
pub(crate) fn speaks_to_children(case: &Case) -> Option<bool> {
    let pages: Vec<&Page> = case
        .arrived()
        .filter(|p| {
            matches!(
                p.kind,
                PageKind::Home | PageKind::Product | PageKind::Category | PageKind::KidsSection | PageKind::SignUp | PageKind::Other
            )
        })
        .collect();
    if pages.is_empty() {
        return None;
    }
    let turns: [&'static [&'static str]; 5] = [
        &[
            r"\b(hey|hi|hello|welcome),? (kids|boys and girls|girls and boys|little (ones|friends|explorers|artists))\b|\bkids,",
            r"小朋友们?[,，!！]|嗨[,，]?小朋友",
            r"hallo kinder|liebe kinder",
            r"(salut|coucou) les enfants",
            r"hola,? niñ[oa]s",
        ],
        &[
            r"\bask (your|a) (mom|mum|dad|mommy|daddy|parents?|grown-?ups?)\b",
            r"(请|问问|叫上)(你的)?(爸爸|妈妈|爸妈|家长|大人)",
            r"frag(t|e)? (deine|eure) eltern",
            r"demande à tes parents",
            r"(pide|pregunta) a tus padres",
        ],
        &[
            r"\b(kids.?|children.?s|junior) (club|games|zone|corner)\b|\bplay (fun )?games\b|\bfun for kids\b",
            r"儿童(俱乐部|乐园|游戏)|小朋友(乐园|俱乐部)",
            r"kinder(club|spiele)",
            r"club (des )?enfants",
            r"club (de )?niños",
        ],
        &[
            r"\b(your|my) (avatar|favou?rite (cartoon|superhero|princess|dinosaur)|teacher|classmates|school friends)\b|\bcolou?r(ing)? (pages|in)\b",
            r"你(最喜欢)?的(老师|同学|卡通|公主|恐龙)|涂色",
            r"ausmalbild",
        ],
        &[
            r"\b(made|designed|store|shop|site|world|toys?) (just )?for (kids|children)( like you)?\b[^.]{0,40}\b(you|your)\b|\bfor kids like you\b",
            r"专为小朋友",
            r"nur für kinder wie dich",
        ],
    ];
    let text: String = pages.iter().map(|p| format!("{}\n", p.text)).collect();
    Some(turns.into_iter().filter(|t| has(&text, t)).count() >= 2)
}

/// Why it cannot be told, with the signs that were seen: the profile is to say.
pub(super) fn untold(case: &Case) -> Text {
    let signs = signs(case);
    if signs.len() < FEW {
        return Text::new(
            "The profile does not say whether children are among the audience (`audience`), and the pages do not tell",
            "企业档案未说明受众是否包括儿童（`audience`），页面内容也无法判断",
        );
    }
    let list = |lang: fn(&Text) -> &str, open: &str, close: &str| {
        signs.iter().map(|s| format!("{} {open}{}{close}", lang(&s.factor), s.words)).collect::<Vec<_>>()
    };
    Text::new(
        format!(
            "The pages bear signs of a store directed to children by the factors of 16 CFR 312.2 — {} — and the profile does not say for whom it is (`audience`)",
            list(|t| &t.en, "“", "”").join("; ")
        ),
        format!(
            "按 16 CFR 312.2 的判断因素，页面带有面向儿童的特征：{}；但企业档案未说明受众（`audience`）",
            list(|t| &t.zh, "“", "”").join("；")
        ),
    )
}

/// Of fewer factors nothing is made: every shop sells a toy some day.
const FEW: usize = 2;

/// One factor, and the words of the store that show it.
struct Sign {
    factor: Text,
    words: String,
}

/// Each factor once. Titles, headings, links and pictures' names are read before the text, for they say what a store is about.
fn signs(case: &Case) -> Vec<Sign> {
    let pages: Vec<&Page> = case
        .arrived()
        .filter(|p| matches!(p.kind, PageKind::Home | PageKind::Product | PageKind::Category | PageKind::KidsSection))
        .collect();
    let text: String = pages.iter().flat_map(|p| said(p)).take(4_000).collect::<Vec<_>>().join("\n").to_lowercase();
    factors()
        .iter()
        .filter_map(|(en, zh, pattern)| Some(Sign { factor: Text::new(*en, *zh), words: cut(pattern.find(&text)?.as_str(), 60) }))
        .collect()
}

fn said(page: &Page) -> impl Iterator<Item = &str> {
    let heads = page.headings.iter().map(|h| h.text.as_str());
    let links = page.links.iter().flat_map(|l| [l.text.as_str(), l.icon_name.as_str()]);
    std::iter::once(page.title.as_str()).chain(heads).chain(links).chain(page.text.lines())
}

type Factor = (&'static str, &'static str, Regex);

fn factors() -> &'static [Factor] {
    static ALL: OnceLock<Vec<Factor>> = OnceLock::new();
    let all = [
        (
            "its subject",
            "主题",
            r"\b(toys?( (&|and) games)?|children.s (books?|clothes|clothing|toys?|shoes)|kids.? (toys?|clothes|clothing|shoes|books?|room)|school ?bags?|lunch ?box(es)?|stuffed animals?|plush(ies| toys?)?|dolls?( ?house)?s?|building blocks|toy (cars?|trains?))\b|玩具|童装|童鞋|绘本|毛绒公仔|积木|儿童(用品|书包|文具)|spielzeug|kinderb(ü|u)cher|jouets?\b|juguetes?\b",
        ),
        (
            "the ages it names",
            "标明的年龄",
            r"\b(for )?(ages?|aged) ?(from )?([2-9]|1[0-2])( ?(\+|and up|years|yrs|to ?1?\d|[-–] ?1?\d)|\b)|\b([2-9]|1[0-2]) ?[-–] ?([3-9]|1[0-2]) (years?|yrs)( old)?\b|适合 ?([2-9]|1[0-2]) ?岁|([2-9]|1[0-2]) ?[-–~至] ?([3-9]|1[0-2]) ?岁|ab ([2-9]|1[0-2]) jahren?|dès ([2-9]|1[0-2]) ans|a partir de ([2-9]|1[0-2]) años",
        ),
        (
            "characters",
            "卡通角色",
            r"\b(cartoon|superhero(es)?|princess(es)?|unicorns?|dinosaurs?|mermaids?|fairy|fairies|teddy( bears?)?|puppets?|mascot)\b|卡通|公主裙|恐龙|奥特曼|独角兽|prinzessin|dinosaurier|einhorn|licorne|dinosaures?|princesas?|unicornios?",
        ),
        (
            "children's activities",
            "儿童活动",
            r"\b(colou?ring (pages?|books?|in)|play ?time|play ?dates?|hide and seek|treasure hunts?|birthday (party|parties) for kids|bedtime stor(y|ies)|nursery rhymes|homework|playground)\b|涂色|捉迷藏|睡前故事|儿歌|亲子游戏|ausmalbild\w*|gutenachtgeschichte\w*|coloriages?|cuentos? para dormir",
        ),
        (
            "incentives for children",
            "对儿童的激励",
            r"\b(earn (stickers|badges|stars)|collect (stickers|cards|coins|badges)|kids.? (club|contest|competition|draw)|win a toy|gold stars?)\b|集贴纸|儿童(俱乐部|比赛)|小红花|sticker sammeln|club (des )?enfants|club (de )?niños",
        ),
    ];
    ALL.get_or_init(|| all.into_iter().map(|(en, zh, p)| (en, zh, Regex::new(p).expect("a fixed expression"))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::*;

    fn found(title: &str, text: &str) -> Vec<String> {
        let (title, text) = (title.to_owned(), text.to_owned());
        let shop = Shop::selling_to(&["US-CA"]).home(move |h| {
            h.title = title;
            h.text = text;
        });
        shop.with_case(|case| signs(case).into_iter().map(|s| s.factor.en).collect())
    }

    #[test]
    fn shops_for_children_show_it_in_more_than_one_way() {
        for (title, text) in [
            ("Toys & games | Playbox", "Wooden train for ages 3+\nDinosaur puzzle, 4-6 years"),
            ("Little Studio", "Colouring pages for rainy days\nEarn stickers for every page\nMeet the unicorn"),
            ("童趣屋", "儿童绘本 适合 3 岁\n恐龙睡前故事"),
            ("Spielhaus", "Spielzeug ab 3 Jahren mit Dinosaurier"),
        ] {
            assert!(found(title, text).len() >= FEW, "{title}: {:?}", found(title, text));
        }
    }

    #[test]
    fn shops_for_others_do_not() {
        for (title, text) in [
            ("Baby blue linen dresses", "Kid leather gloves\nFree returns within 30 days\nChildren welcome in our showroom"),
            ("Aged cheese", "Aged 12 months in oak\nAged 18 years whisky"),
            ("Lamps and chairs", "For the age of slow living. Founded in 1998, 3 shops, 25 years of craft"),
            ("Gifts", "A plush robe for her\nGift cards from 20 dollars"),
            ("Engine parts", "Diesel pump for models 3-6 and up"),
            ("灯具", "客厅吊灯 质保 3 年"),
        ] {
            assert!(found(title, text).len() < FEW, "{title}: {:?}", found(title, text));
        }
    }

    #[test]
    fn signs_ask_and_answer_nothing() {
        use tidegate_types::finding::Status;
        let toys = || Shop::selling_to(&["US-CA"]).home(|h| h.text = "Toys and games. Wooden train for ages 3+. Dinosaur puzzle.".into());
        let asked = toys().finding("collect.children.tracked");
        assert_eq!(asked.status, Status::Unknown);
        assert!(asked.detail.en.contains("312.2") && asked.detail.en.contains("ages 3+"), "{}", asked.detail.en);
        let mut adult = toys();
        adult.profile.business.audience = Some(Audience::Adults);
        adult.check("collect.children.tracked", Status::NotApplicable);
    }
}
