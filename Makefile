# 南京目标进展 · Nanjing Targets. `make` alone lists what there is.
#
# Files are the record of what has been done: a step runs only when something it is made from is newer than what
# it made. Nothing here touches data/ except `make run`.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

PY := .venv/bin/python
RUN := .venv/run.stamp
DEV := .venv/dev.stamp
NODE := node_modules/.package-lock.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard tracker/locale/*/LC_MESSAGES/django.po))
STATIC := build/static/staticfiles.json
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
PYBABEL := $(PY) -m babel.messages.frontend --quiet

# Tests and checks see neither the developer's database nor the developer's settings.
CLEAN_ENV := env -u DATABASE_URL -u SECRET_KEY -u DEBUG -u DEMO -u DEMO_PUBLIC -u DEMO_PASSWORD -u HOST -u PORT \
	-u HTTPS -u ALLOWED_HOSTS -u CSRF_TRUSTED_ORIGINS DATA_DIR=$(CURDIR)/build/test-data

# What a file's tests have built once they share, so they stay together.
ON_EVERY_CORE := --numprocesses auto --dist loadfile

# Where the two databases differ is below the views: `make test` runs what is there on both, `make postgres` everything.
ON_POSTGRES = $(CLEAN_ENV) $(PY) tests/with_postgres.py $(PY) -m pytest $(ON_EVERY_CORE) -m 'django_db and not e2e'

# $(call or_stop,sentence) ends a failing step with what to do. No ASCII comma in the sentence: make splits there.
or_stop = || { printf '\n%s\n' "$(1)" >&2; exit 1; }
# $(call quietly,command) shows a command's output only when it fails.
quietly = out=$$($(1) 2>&1) || { printf '%s\n' "$$out" >&2; exit 1; }

# A .venv whose Python is gone (moved, upgraded) holds nothing that is installed.
$(shell [ -x $(PY) ] || rm -f $(RUN) $(DEV))

.PHONY: help
help: ## 列出这些命令 · this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

.PHONY: run
run: $(RUN) $(CATALOGUES) $(STATIC) ## 启动网站 · start the site (HOST PORT DATA_DIR DATABASE_URL DEMO DEMO_PUBLIC)
	@exec $(PY) manage.py serve

.PHONY: test
test: $(DEV) $(CATALOGUES) $(STATIC) | chromium ## 全部检查与测试 · every check and test, as the continuous integration runs them
	@$(MAKE) --no-print-directory check
	@echo '· PostgreSQL 上的数据库测试 · database tests on PostgreSQL'
	@$(ON_POSTGRES) tests/models tests/selectors tests/services tests/concurrency
	@echo '· SQLite 上的全部测试 · all tests, on SQLite'
	@$(CLEAN_ENV) $(PY) -m pytest $(ON_EVERY_CORE) -m 'not e2e'
	@echo '· 浏览器测试 · browser tests'
	@$(CLEAN_ENV) $(PY) -m pytest -m e2e

.PHONY: postgres
postgres: $(DEV) $(CATALOGUES) $(STATIC) ## 全部数据库测试用 PostgreSQL,约八分钟 · every database test on PostgreSQL, pages too (about eight minutes)
	@$(ON_POSTGRES)

.PHONY: check
check: $(DEV) $(CATALOGUES) $(NODE) ## 不运行测试的检查 · lint, layers, types, migrations
	@$(call quietly,$(PY) -m ruff check) $(call or_stop,make fix 能修正大部分 · mends most of it)
	@$(call quietly,$(PY) -m ruff format --check) $(call or_stop,请运行 · run: make fix)
	@$(call quietly,.venv/bin/lint-imports)
	@$(call quietly,$(PY) -m mypy)
	@$(call quietly,$(CLEAN_ENV) $(PY) manage.py makemigrations --check --dry-run) \
		$(call or_stop,模型有改动而没有迁移 · the models changed: write a named migration)
	@$(call quietly,$(CLEAN_ENV) $(PY) manage.py check)
	@echo '· 检查通过 · checked: ruff; import layers; types; migrations; system checks'

.PHONY: fix
fix: $(DEV) ## 自动修正格式 · mend what ruff can mend
	@$(PY) -m ruff check --fix --quiet; $(PY) -m ruff format

.PHONY: bench
bench: $(DEV) ## 可重复的测量 · the measurements in bench/
	@for script in bench/*.py; do $(PY) "$$script" || exit 1; done

.PHONY: mutants
mutants: $(DEV) requirements/mutants.txt ## 变异测试,约二十分钟 · do the tests of the calculations notice a change? (20 minutes; docs/mutants.md)
	@$(PIP) -r requirements/mutants.txt $(call or_stop,$(NO_PACKAGES))
	@rm -rf build/mutation && mkdir -p build/mutation/tracker build/mutation/tests
	@cp -R tracker/__init__.py tracker/calculations build/mutation/tracker/
	@cp -R tests/calculations build/mutation/tests/
	@cp -R docs bench pyproject.toml build/mutation/
	@cd build/mutation && $(CURDIR)/.venv/bin/mutmut run && $(CURDIR)/.venv/bin/mutmut results

.PHONY: screenshots
screenshots: $(DEV) $(CATALOGUES) $(STATIC) | chromium cjk-fonts ## 生成 README 的截图 · the pictures in README.md
	@$(CLEAN_ENV) $(PY) tests/e2e/screenshots.py

.PHONY: messages
messages: $(RUN) ## 更新译文目录 · bring new words into the catalogue
	@mkdir -p build
	@$(PYBABEL) extract --mapping-file pyproject.toml --no-location --no-wrap --output-file build/django.pot \
		-k _t -k gettext_lazy -k ngettext_lazy:1,2 -k pgettext_lazy:1c,2 -k npgettext_lazy:1c,2,3 .
	@$(PYBABEL) update --domain django --input-file build/django.pot --output-dir tracker/locale \
		--no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

.PHONY: lock
UV ?= uv
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command 'make lock' $(ARGS)
lock: $(RUN) ## 重新锁定依赖 · lock what pyproject.toml and package.json name (ARGS=--upgrade for newer versions)
	@command -v $(UV) >/dev/null $(call or_stop,需要 uv · uv is needed: pip install uv; or make lock UV=/path/to/uv)
	@$(COMPILE) pyproject.toml -o requirements/run.txt
	@$(COMPILE) pyproject.toml --extra dev -c requirements/run.txt -o requirements/dev.txt
	@$(COMPILE) pyproject.toml --extra mutants -c requirements/dev.txt -o requirements/mutants.txt
	@$(PY) -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["node"])' \
		| $(COMPILE) - -o requirements/node.txt
	@npm install --package-lock-only --no-audit --no-fund --loglevel=error >/dev/null

.PHONY: clean
clean: ## 删除一切可以重做的(保留 data/)· remove what can be made again, never data/
	@rm -rf .venv node_modules build .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis $(CATALOGUES)
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ---- the steps behind them --------------------------------------------------------------------------------------

# Python 3.11 or newer that can make a virtual environment. PYTHON=... names another one.
$(PY):
	@for python in $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11); do \
		if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "· 用 $$($$python --version) 建立 .venv · making .venv"; \
			exec $$python -m venv --clear .venv; \
		fi; \
	done; \
	printf '%s\n' '' \
		'找不到可用的 Python:需要 3.11 或更高版本,并带有 venv 模块。' \
		'No usable Python: 3.11 or newer is needed, with its venv module.' \
		'  Debian / Ubuntu:  apt-get install python3 python3-venv' \
		'  别的位置 · elsewhere:  make run PYTHON=/path/to/python3' >&2; exit 1

NO_PACKAGES := Python 软件包没有装上:请检查网络;用镜像时设 PIP_INDEX_URL;离线安装见 docs/operations.md。 \
	Python packages could not be installed: check the network - set PIP_INDEX_URL for a mirror - offline: docs/operations.md.

$(RUN): requirements/run.txt | $(PY)
	@echo '· 安装 Python 软件包,首次约一分钟 · installing Python packages, about a minute the first time'
	@$(PIP) -r $< $(call or_stop,$(NO_PACKAGES))
	@touch $@

$(DEV): requirements/dev.txt $(RUN)
	@echo '· 安装测试工具 · installing the tools for tests'
	@$(PIP) -r $< $(call or_stop,$(NO_PACKAGES))
	@touch $@

# The system's npm (7 or newer reads our lock), else the one that comes as a Python package.
NPM_CI := npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
$(NODE): package.json package-lock.json .npmrc requirements/node.txt | $(RUN)
	@echo '· 取得图表与样式文件 · fetching the chart library and the style sheet'
	@version=$$(npm --version 2>/dev/null); \
	if [ "$${version%%.*}" -ge 7 ] 2>/dev/null; then $(NPM_CI) >/dev/null; \
	else $(PIP) -r requirements/node.txt && PATH="$(CURDIR)/.venv/bin:$$PATH" $(NPM_CI) >/dev/null; fi \
		$(call or_stop,npm 软件包没有取得:请检查网络;用镜像时设 npm_config_registry;离线安装见 docs/operations.md。 \
		npm packages could not be fetched: check the network - set npm_config_registry for a mirror - offline: docs/operations.md.)
	@touch $@

%.mo: %.po | $(RUN)
	@$(PYBABEL) compile --input-file $< --output-file $@ --domain django --locale zh_Hans

# Folders are listed too: theirs is the newer date when a file was removed. Of Bootstrap only the one style sheet.
$(STATIC): $(shell find tracker/static) nanjing_targets/settings.py $(NODE) $(RUN)
	@echo '· 收集并压缩静态文件 · collecting and compressing static files'
	@$(PY) manage.py collectstatic --clear --noinput --verbosity 0 \
		-i 'bootstrap.css*' -i 'bootstrap.rtl*' -i 'bootstrap-*' -i package.json -i README.md -i LICENSE

.PHONY: chromium cjk-fonts
APT_INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends
# Playwright drives the system's Chromium; its own node wants a library that a small Debian does not have.
CHROMIUM_READY := { command -v chromium || command -v chromium-browser; } && $(PY) -m playwright --version
chromium: $(DEV)
	@{ $(CHROMIUM_READY); } >/dev/null 2>&1 || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		echo '· 安装 Chromium · installing Chromium' && apt-get update -qq && \
		$(APT_INSTALL) chromium libatomic1 >/dev/null; } \
		$(call or_stop,浏览器测试需要 Chromium · browser tests need Chromium: apt-get install chromium libatomic1)

cjk-fonts:
	@fc-list :lang=zh 2>/dev/null | grep -q . || { \
		[ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
		$(APT_INSTALL) fontconfig fonts-noto-cjk >/dev/null; } \
		$(call or_stop,截图需要中文字体 · screenshots need Chinese fonts: apt-get install fonts-noto-cjk)
