//! A PostgreSQL server of its own, in a folder of its own, for as long as it is held. Real, durable, reached by a Unix socket only.

use anyhow::{Context as _, Result, ensure};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

#[derive(Debug)]
pub struct Postgres {
    bin: PathBuf,
    root: bool,
    home: tempfile::TempDir,
}

impl Postgres {
    /// `None` where Debian's package is not installed.
    pub fn start() -> Result<Option<Self>> {
        Self::start_in(&std::env::temp_dir())
    }

    /// With its data on the disk of this folder.
    pub fn start_in(folder: &Path) -> Result<Option<Self>> {
        let Some(bin) = fs::read_dir("/usr/lib/postgresql").ok().and_then(|d| d.flatten().map(|e| e.path().join("bin")).max()) else {
            return Ok(None);
        };
        let home = tempfile::Builder::new().prefix("pg").tempdir_in(folder.canonicalize()?)?;
        let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"));
        let me = Self { bin, root, home };
        // The server refuses to run as root, so its folder belongs to Debian's user for it, who must be able to reach it.
        if root {
            fs::set_permissions(me.home.path(), fs::Permissions::from_mode(0o755))?;
            ensure!(Command::new("chown").arg("postgres").arg(me.home.path()).status()?.success(), "chown to postgres");
        }
        me.run("initdb", &["-D", &me.path("db"), "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync"])?;
        me.up()?;
        Ok(Some(me))
    }

    /// Starts the server; after [`Postgres::kill`], again.
    pub fn up(&self) -> Result<()> {
        let options = format!("-c listen_addresses='' -c unix_socket_directories={}", self.socket());
        self.run("pg_ctl", &["-D", &self.path("db"), "-w", "-l", &self.path("log"), "-o", &options, "start"]).map(drop)
    }

    /// As a crash does: no shutdown, recovery from the log at the next start.
    pub fn kill(&self) -> Result<()> {
        self.run("pg_ctl", &["-D", &self.path("db"), "-m", "immediate", "stop"]).map(drop)
    }

    /// The folder of its socket.
    pub fn socket(&self) -> String {
        self.home.path().display().to_string()
    }

    /// Its data, byte for byte.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("db")
    }

    /// A database of this name, made anew.
    pub fn database(&self, name: &str) -> Result<String> {
        self.run("createdb", &["-h", &self.socket(), "-U", "postgres", name])?;
        Ok(format!("host={} user=postgres dbname={name}", self.socket()))
    }

    fn path(&self, name: &str) -> String {
        self.home.path().join(name).display().to_string()
    }

    /// One of its programs.
    pub fn run(&self, program: &str, args: &[&str]) -> Result<String> {
        let program = self.bin.join(program);
        let mut command = if self.root { Command::new("runuser") } else { Command::new(&program) };
        if self.root {
            command.args(["-u", "postgres", "--"]).arg(&program);
        }
        let out = command.args(args).current_dir("/").stdin(Stdio::null()).output().with_context(|| program.display().to_string())?;
        ensure!(out.status.success(), "{}: {}", program.display(), String::from_utf8_lossy(&out.stderr));
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Not running any more is as good.
        let _ = self.kill();
    }
}
