//! What the shop sells. Both states sell the same things.

/// An aisle of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aisle {
    Home,
    Kitchen,
    Wellness,
    Kids,
}

impl Aisle {
    pub const ALL: [Aisle; 4] = [Aisle::Home, Aisle::Kitchen, Aisle::Wellness, Aisle::Kids];

    pub fn slug(self) -> &'static str {
        match self {
            Aisle::Home => "home",
            Aisle::Kitchen => "kitchen",
            Aisle::Wellness => "wellness",
            Aisle::Kids => "kids",
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Aisle::Home => "For the home",
            Aisle::Kitchen => "Kitchen",
            Aisle::Wellness => "Wellness",
            Aisle::Kids => "Kids’ Corner",
        }
    }

    pub fn text(self) -> &'static str {
        match self {
            Aisle::Home => "Light, linen and wood for rooms that are lived in.",
            Aisle::Kitchen => "Pans, kettles and cups that outlast a fashion.",
            Aisle::Wellness => "A small shelf for body and sleep.",
            Aisle::Kids => "Wooden toys without batteries.",
        }
    }

    /// Where the aisle is entered: the Kids' Corner has a page of its own.
    pub fn href(self) -> String {
        if self == Aisle::Kids { "/kids".to_owned() } else { format!("/category/{}", self.slug()) }
    }

    pub fn find(slug: &str) -> Option<Aisle> {
        Aisle::ALL.into_iter().find(|a| a.slug() == slug)
    }
}

#[derive(Debug)]
pub struct Product {
    pub slug: &'static str,
    pub name: &'static str,
    pub aisle: Aisle,
    /// US cents.
    pub cents: u32,
    pub blurb: &'static str,
    /// Tint of the picture and the shapes on it, 100 by 100.
    pub tint: &'static str,
    pub art: &'static str,
}

impl Product {
    pub fn price(&self) -> String {
        dollars(self.cents)
    }

    pub fn find(slug: &str) -> Option<&'static Product> {
        PRODUCTS.iter().find(|p| p.slug == slug)
    }
}

pub fn dollars(cents: u32) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

pub const PRODUCTS: [Product; 13] = [
    Product {
        slug: "ceramic-table-lamp",
        name: "Ceramic table lamp",
        aisle: Aisle::Home,
        cents: 8900,
        blurb: "A turned stoneware foot and a linen shade. The light is warm and does not glare.",
        tint: "#e7ddca",
        art: "<path d='M34 46l8-24h16l8 24z' fill='#fbf6ea'/><path d='M48 46h4v8h-4z' fill='#8a7a5c'/><path d='M42 54h16c6 9 5 20 0 26H42c-5-6-6-17 0-26z' fill='#7a8f83'/>",
    },
    Product {
        slug: "washed-linen-throw",
        name: "Washed linen throw",
        aisle: Aisle::Home,
        cents: 6400,
        blurb: "Heavy linen, washed until it is soft. 130 by 180 centimetres, with a hand-knotted fringe.",
        tint: "#d9e2dc",
        art: "<path d='M22 30h56v38H22z' fill='#b9785a'/><path d='M22 40h56M22 50h56M22 60h56' stroke='#d49a7d' stroke-width='2'/><path d='M24 68v8m7-8v8m7-8v8m7-8v8m7-8v8m7-8v8m7-8v8m7-8v8' stroke='#b9785a' stroke-width='2'/>",
    },
    Product {
        slug: "cedar-candle",
        name: "Cedar candle",
        aisle: Aisle::Home,
        cents: 2200,
        blurb: "Rapeseed wax with cedar and a little smoke. Burns for forty hours.",
        tint: "#e5d9d2",
        art: "<rect x='34' y='46' width='32' height='34' rx='4' fill='#fbf6ea'/><path d='M34 60h32v12H34z' fill='#22543d'/><path d='M50 46v-6' stroke='#333' stroke-width='2'/><path d='M50 24c5 6 5 10 0 15-5-5-5-9 0-15z' fill='#e8963a'/>",
    },
    Product {
        slug: "ash-wall-shelf",
        name: "Ash wall shelf",
        aisle: Aisle::Home,
        cents: 7200,
        blurb: "Oiled ash on two iron hooks. Holds twelve kilos and a row of books.",
        tint: "#dfe3e0",
        art: "<rect x='18' y='58' width='64' height='6' rx='2' fill='#c79a62'/><path d='M26 64v10h8M74 64v10h-8' stroke='#333' stroke-width='3' fill='none'/><rect x='28' y='36' width='7' height='22' fill='#a8512d'/><rect x='36' y='32' width='8' height='26' fill='#22543d'/><rect x='46' y='40' width='6' height='18' fill='#7a8f83'/><circle cx='68' cy='50' r='8' fill='#efe9dc'/>",
    },
    Product {
        slug: "stoneware-mug-set",
        name: "Stoneware mugs, set of two",
        aisle: Aisle::Kitchen,
        cents: 3400,
        blurb: "Thrown by hand in small batches, so that no two are quite alike. Safe in the dishwasher.",
        tint: "#dde3dc",
        art: "<path d='M22 42h26v30a6 6 0 0 1-6 6H28a6 6 0 0 1-6-6z' fill='#7a8f83'/><path d='M48 48h6a8 8 0 0 1 0 18h-6' fill='none' stroke='#7a8f83' stroke-width='4'/><path d='M56 34h22v26a6 6 0 0 1-6 6H62a6 6 0 0 1-6-6z' fill='#b9785a'/><path d='M78 40h4a7 7 0 0 1 0 15h-4' fill='none' stroke='#b9785a' stroke-width='4'/>",
    },
    Product {
        slug: "beech-cutting-board",
        name: "Beech cutting board",
        aisle: Aisle::Kitchen,
        cents: 2800,
        blurb: "One piece of steamed beech with a groove for the juice. Oil it twice a year.",
        tint: "#e9e2d3",
        art: "<rect x='24' y='32' width='52' height='44' rx='8' fill='#c79a62'/><rect x='30' y='38' width='40' height='32' rx='5' fill='none' stroke='#a87c46' stroke-width='2'/><rect x='44' y='20' width='12' height='14' rx='6' fill='#c79a62'/><circle cx='50' cy='26' r='2.5' fill='#e9e2d3'/>",
    },
    Product {
        slug: "enamel-kettle",
        name: "Enamel kettle",
        aisle: Aisle::Kitchen,
        cents: 5600,
        blurb: "Two litres, a wooden handle and a whistle that is kind in the morning.",
        tint: "#e2dbe0",
        art: "<path d='M28 50c0-12 10-18 22-18s22 6 22 18v22a6 6 0 0 1-6 6H34a6 6 0 0 1-6-6z' fill='#2f5d7c'/><path d='M72 50l12-10' stroke='#2f5d7c' stroke-width='6'/><path d='M34 34c4-16 28-16 32 0' fill='none' stroke='#8a5a2b' stroke-width='4'/><circle cx='50' cy='30' r='3' fill='#8a5a2b'/>",
    },
    Product {
        slug: "pregnancy-test-two-pack",
        name: "Pregnancy test, pack of two",
        aisle: Aisle::Wellness,
        cents: 1290,
        blurb: "Reads from the first day of a missed period. In a plain envelope.",
        tint: "#e6dfe8",
        art: "<rect x='18' y='38' width='64' height='12' rx='6' fill='#fff'/><rect x='42' y='41' width='16' height='6' rx='2' fill='#d7c8e0'/><rect x='18' y='56' width='64' height='12' rx='6' fill='#fff'/><rect x='42' y='59' width='16' height='6' rx='2' fill='#d7c8e0'/>",
    },
    Product {
        slug: "prenatal-vitamin-drops",
        name: "Prenatal vitamin drops",
        aisle: Aisle::Wellness,
        cents: 1950,
        blurb: "Folic acid, iodine and vitamin D3. Thirty millilitres in brown glass.",
        tint: "#e8e2d0",
        art: "<rect x='38' y='42' width='24' height='38' rx='5' fill='#7d4a25'/><rect x='43' y='30' width='14' height='12' fill='#333'/><path d='M46 18h8v12h-8z' fill='#555'/><rect x='38' y='52' width='24' height='16' fill='#fbf6ea'/>",
    },
    Product {
        slug: "magnesium-sleep-tablets",
        name: "Magnesium sleep tablets",
        aisle: Aisle::Wellness,
        cents: 1690,
        blurb: "Ninety tablets for calmer nights. No sugar, no colour.",
        tint: "#d8dfe8",
        art: "<rect x='34' y='38' width='32' height='42' rx='5' fill='#3b4b74'/><rect x='32' y='28' width='36' height='12' rx='3' fill='#fff'/><path d='M54 50a9 9 0 1 0 5 13 8 8 0 0 1-5-13z' fill='#fff'/>",
    },
    Product {
        slug: "old-train-number-nine",
        name: "Old Train Number Nine",
        aisle: Aisle::Kids,
        cents: 3900,
        blurb: "A beech engine with three wagons and magnets that hold. For small hands from three years.",
        tint: "#fbe6c4",
        art: "<rect x='22' y='46' width='30' height='22' rx='4' fill='#c0392b'/><rect x='26' y='34' width='14' height='14' fill='#c0392b'/><rect x='44' y='38' width='6' height='10' fill='#333'/><rect x='56' y='52' width='24' height='16' rx='3' fill='#2f7d5b'/><circle cx='30' cy='72' r='6' fill='#333'/><circle cx='45' cy='72' r='6' fill='#333'/><circle cx='62' cy='72' r='5' fill='#333'/><circle cx='75' cy='72' r='5' fill='#333'/>",
    },
    Product {
        slug: "bramble-stacking-bear",
        name: "Bramble, the stacking bear",
        aisle: Aisle::Kids,
        cents: 2600,
        blurb: "Seven rings, one bear, endless order and disorder.",
        tint: "#f6d9d0",
        art: "<ellipse cx='50' cy='76' rx='26' ry='6' fill='#2f5d7c'/><ellipse cx='50' cy='67' rx='22' ry='6' fill='#e8963a'/><ellipse cx='50' cy='58' rx='18' ry='6' fill='#2f7d5b'/><circle cx='40' cy='30' r='5' fill='#8a5a2b'/><circle cx='60' cy='30' r='5' fill='#8a5a2b'/><circle cx='50' cy='40' r='14' fill='#8a5a2b'/><circle cx='45' cy='38' r='1.8' fill='#222'/><circle cx='55' cy='38' r='1.8' fill='#222'/><ellipse cx='50' cy='45' rx='5' ry='4' fill='#d9b48a'/>",
    },
    Product {
        slug: "dino-kit",
        name: "Dinosaur colour-in kit",
        aisle: Aisle::Kids,
        cents: 1800,
        blurb: "Twelve big sheets and eight thick crayons that do not break.",
        tint: "#dcefd9",
        art: "<path d='M20 70c4-18 16-24 30-24 6 0 8-6 10-14 1-5 6-8 12-7 5 1 8 5 8 9l-10 3c2 14-2 26-10 33h-6l-2-8H38l-3 8h-6l1-8z' fill='#fff' stroke='#2f7d5b' stroke-width='2'/><circle cx='72' cy='31' r='1.6' fill='#222'/>",
    },
];

/// A product's picture.
pub fn picture(slug: &str) -> Option<String> {
    let (tint, art) = if slug == "hero" { ("#d7d2c0", HERO) } else { Product::find(slug).map(|p| (p.tint, p.art))? };
    let (w, h) = if slug == "hero" { (130, 100) } else { (100, 100) };
    Some(format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {w} {h}' preserveAspectRatio='xMidYMid slice'><rect width='{w}' height='{h}' fill='{tint}'/>\
         <ellipse cx='{cx}' cy='83' rx='{rx}' ry='4' fill='#0002'/>{art}</svg>",
        cx = w / 2,
        rx = w / 2 - 14
    ))
}

const HERO: &str = "<rect width='130' height='100' fill='#c9d3c8'/><circle cx='98' cy='26' r='15' fill='#f3e3b5'/><rect y='78' width='130' height='22' fill='#a87c46'/><rect y='78' width='130' height='3' fill='#c79a62'/>\
<path d='M22 46l9-26h18l9 26z' fill='#fbf6ea'/><rect x='38' y='46' width='4' height='8' fill='#8a7a5c'/><path d='M31 54h18c6 8 5 18 0 24H31c-5-6-6-16 0-24z' fill='#22543d'/>\
<path d='M70 56h18v17a5 5 0 0 1-5 5h-8a5 5 0 0 1-5-5z' fill='#b9785a'/><path d='M88 60h3a6 6 0 0 1 0 12h-3' fill='none' stroke='#b9785a' stroke-width='3'/>\
<path d='M98 60h16v13a5 5 0 0 1-5 5h-6a5 5 0 0 1-5-5z' fill='#7a8f83'/><path d='M114 63h3a5 5 0 0 1 0 10h-3' fill='none' stroke='#7a8f83' stroke-width='3'/>";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_need_no_escaping_and_slugs_fit_the_cart_cookie() {
        for p in &PRODUCTS {
            assert!(!p.name.contains(['"', '\\', '<', '&']), "{}", p.name);
            assert!(p.slug.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", p.slug);
            assert!(picture(p.slug).is_some_and(|svg| svg.ends_with("</svg>")));
        }
    }
}
