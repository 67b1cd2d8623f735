//! What the business says of its app: what it does, and why it asks for what it asks for.

use super::said::Said;
use crate::words;
use serde::{Deserialize, Serialize};

words!(
    /// What an app does for which it may need a permission.
    Function, "function of an app", {
    /// Pictures for reviews, returns, messages.
    ReviewPhotos = "review-photos",
    ImageSearch = "image-search",
    ScanCode = "scan-code",
    TryOn = "try-on",
    Video = "video",
    VoiceSearch = "voice-search",
    /// Talking with support.
    SupportCall = "support-call",
    StoreFinder = "store-finder",
    /// Delivery to where the person is; filling in the address.
    LocalDelivery = "local-delivery",
    OrderNews = "order-news",
    MarketingNews = "marketing-news",
    /// Sending a gift to somebody of the address book, or inviting them.
    Contacts = "contacts",
    CalendarReminders = "calendar-reminders",
    SaveFiles = "save-files",
    /// Reading a one-time code out of a message.
    SmsCode = "sms-code",
    InStore = "in-store",
    /// Pairing with the goods themselves.
    SmartDevice = "smart-device",
    Fitness = "fitness",
    Advertising = "advertising",
    FraudCheck = "fraud-check",
});

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct AppProfile {
    /// What it does. `None`: not said; an empty list says: nothing of the kind.
    pub functions: Option<Vec<Function>>,
    /// Permissions with a reason of their own.
    #[serde(rename = "permission", skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<Reason>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// `android.permission.READ_CONTACTS`
    pub name: String,
    /// As it follows "to": `find friends who shop here`.
    pub why: Said,
}
