//! Why a clock could not be counted, and what to do.

use super::{ClockKind, PauseKind};
use jiff::civil::Date;
use tidegate_types::{ClockId, Place};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    #[error("clock `{clock}` counts business days, and no calendar was given; give that of {}", place(.of))]
    NoCalendar { clock: ClockId, of: Option<Place> },
    #[error("clock `{clock}` goes by the calendar of {of}, not of {given}; give that of {of}")]
    OtherCalendar { clock: ClockId, of: Place, given: Place },
    #[error("clock `{clock}`, from {start}: the calendar of {place} does not reach so far; check the day on which the clock starts")]
    CalendarEnds { clock: ClockId, place: Place, start: Date },
    #[error("clock `{clock}`, from {start}: it would end beyond the year 9999; check the day on which the clock starts")]
    TooFar { clock: ClockId, start: Date },
    #[error("clock `{clock}` is of the kind `{kind}`, and was asked as `{asked}`; ask it what its kind can answer")]
    OtherKind { clock: ClockId, kind: ClockKind, asked: ClockKind },
    #[error(
        "clock `{clock}` ({rows}): `{pause}` does not stop it, so the days from {from} to {to} count; take the pause away and act by the first deadline"
    )]
    PauseNotAllowed { clock: ClockId, rows: String, pause: PauseKind, from: Date, to: Date },
    #[error("clock `{clock}`: the pause `{pause}` ends {to}, before it begins {from}; correct one of the two days")]
    PauseInverted { clock: ClockId, pause: PauseKind, from: Date, to: Date },
    #[error("clock `{clock}`: its extension is not counted like its first period; write both in one unit")]
    MixedUnits { clock: ClockId },
}

fn place(of: &Option<Place>) -> &str {
    of.as_ref().map_or("the place where the work is done", Place::as_str)
}
