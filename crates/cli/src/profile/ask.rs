//! Asks one question after the other; an answer that cannot be used is asked for again, a few times.

use crate::end::{Fault, input};
use std::io::{BufRead, Write};
use tidegate_types::{Lang, Text};

/// A question may be answered wrongly this often before the interview ends.
const TRIES: usize = 5;

#[derive(Debug)]
pub struct Asker<R, W> {
    answers: R,
    questions: W,
    pub lang: Lang,
}

impl<R: BufRead, W: Write> Asker<R, W> {
    pub fn new(answers: R, questions: W, lang: Lang) -> Self {
        Asker { answers, questions, lang }
    }

    /// `None`: left out. `read` turns the words into a value or says what is wrong with them.
    pub fn ask<T>(&mut self, question: &Text, read: impl Fn(&str) -> Result<T, String>) -> Result<Option<T>, Fault> {
        for _ in 0..TRIES {
            write!(self.questions, "{}: ", question.get(self.lang)).and_then(|()| self.questions.flush()).map_err(anyhow::Error::from)?;
            let mut line = String::new();
            // End of input leaves the rest out: `profile init < answers` works.
            if self.answers.read_line(&mut line).map_err(anyhow::Error::from)? == 0 || line.trim().is_empty() {
                return Ok(None);
            }
            match read(line.trim()) {
                Ok(value) => return Ok(Some(value)),
                Err(why) => writeln!(self.questions, "  {why}").map_err(anyhow::Error::from)?,
            }
        }
        Err(input("too many answers that cannot be used; nothing was written"))
    }
}
