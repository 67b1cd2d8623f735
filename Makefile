# Two commands do all the set-up on a fresh Debian 12 with Rust: `make demo` and `make test`.
SHELL := /bin/bash
.DEFAULT_GOAL := help
SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
APT := DEBIAN_FRONTEND=noninteractive $(SUDO) apt-get -qq

.PHONY: help demo test bench setup packages lint

help: ## What there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/ —/'

setup: ## Install Chromium, a Chinese font, Python's venv and PostgreSQL if they are missing
	@command -v chromium >/dev/null || command -v google-chrome >/dev/null || { $(APT) update && $(APT) install -y chromium; }
	@fc-list :lang=zh 2>/dev/null | grep -q . || { $(APT) update && $(APT) install -y fontconfig fonts-droid-fallback; }
	@python3 -c 'import ensurepip, venv' 2>/dev/null || { $(APT) update && $(APT) install -y python3 python3-venv; }
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { $(APT) update && $(APT) install -y postgresql; }

packages: ## Install what the planted shops embed, from npm
	@command -v npm >/dev/null || { $(APT) update && $(APT) install -y npm; }
	@npm ci --prefix demo/packages --no-audit --no-fund --ignore-scripts --loglevel=error

demo: setup ## Audit the two demo shops; prints where the reports are
	cargo run --release --locked --bin tidegate -- demo --out out/demo

test: setup packages ## Every test, the real browser and the real shop included
	cargo xtask tidy
	cargo test --workspace --locked

lint: ## Formatting, lints, dependency rules
	cargo fmt --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	@command -v cargo-deny >/dev/null && cargo deny check || echo "cargo-deny is not installed: cargo install cargo-deny"

bench: setup packages ## Every benchmark, each beside a peer or a limit in the same run
	PUPPETEER_SKIP_DOWNLOAD=1 PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --prefix bench/peers --no-audit --no-fund --ignore-scripts
	cargo build --release --locked
	cargo run --release --locked -p tidegate-bench --features peers
