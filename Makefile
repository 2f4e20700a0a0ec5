# unionwork：只需要 Python 3.11 以上和 make,其余由这里准备。
# 单独运行 make 列出全部目标。指定解释器：make test PYTHON=/path/to/python3

SHELL := /bin/sh
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BENCH := build/bench
SPARK := build/spark
PACKS := $(patsubst %/pyproject.toml,%,$(wildcard plugins/*/pyproject.toml))
CODE := src cli tui plugins benchmarks
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# Whoever forbids compiled files makes every one of the hundreds of commands here compile the library anew.
unexport PYTHONDONTWRITEBYTECODE
PYTHON ?=
PYTEST_ARGS ?=
BENCH_ARGS ?=
BENCH_PIP := python -m pip install --quiet --disable-pip-version-check --constraint constraints-bench.txt
SPARK_PIP := python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt \
  --constraint constraints-spark.txt

.PHONY: help setup demo test slow lint fix docs pictures bench spark $(VENV)

help: ## 列出全部目标
	@echo "用法：make 目标"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)$$/  \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-8s %s\n", $$1, $$2 }'

setup: $(STAMP) ## 建立 .venv 并安装全部依赖（只装一次）
	@echo "==> 环境已就绪：$(VENV)"

# The stamp is touched last, so that an interrupted installation starts again.
$(STAMP): pyproject.toml constraints.txt $(PACKS:%=%/pyproject.toml)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(MAKE) --no-print-directory $(VENV)
	@echo "==> 安装 unionwork、各地区包和开发工具（只装这一次，约半分钟到几分钟）"
	@$(PIP) hatchling && $(PIP) --no-build-isolation --editable '.[all,dev]' $(PACKS:%=--editable %) \
	  || { echo "安装没有完成，原因见上面几行。多半是连不上软件源：检查网络或 pip 的设置，再运行同一条命令。" >&2; exit 1; }
	@touch $(STAMP)
	@echo "==> 安装完成"

$(VENV):
	@old=""; \
	for candidate in $(PYTHON) python3.13 python3.12 python3.11 python3 python; do \
	  $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  $$candidate -c 'import ensurepip, venv' >/dev/null 2>&1 || { old=$$candidate; continue; }; \
	  echo "==> 用 $$candidate（$$($$candidate -V)）建立虚拟环境 $(VENV)"; \
	  rm -rf $(VENV); exec $$candidate -m venv $(VENV); \
	done; \
	if [ -n "$$old" ]; then \
	  echo "$$old 缺少 venv 或 ensurepip,建不了虚拟环境。Debian、Ubuntu 请先安装 python3-venv,再运行同一条命令。" >&2; \
	else \
	  echo "没有找到 Python 3.11 或更新的版本。请先安装，或者指明它在哪里：make setup PYTHON=/path/to/python3" >&2; \
	fi; exit 1

demo: $(STAMP) ## 造一个示例县：导入花名册、评定、出数字、列待办，写到 build/demo
	@echo "==> 在 build/demo 重新生成示例（原有内容会清空）"
	@rm -rf build/demo && mkdir -p build
	@$(BIN)/unionwork demo build/demo

test: $(STAMP) ## 运行测试（SQLite 和真实的 PostgreSQL），慢的除外
	@echo "==> 运行测试，慢的除外（那些由 make slow 运行）"
	@$(BIN)/python -m pytest -m "not slow" $(PYTEST_ARGS)

slow: $(STAMP) ## 运行慢的测试：走遍流程、各屏、浏览器、二十人同时写（文档的例子在 make docs）
	@echo "==> 运行慢的测试"
	@$(BIN)/python -m pytest -m slow --ignore tests/meta/test_docs.py $(PYTEST_ARGS)

lint: $(STAMP) ## 检查代码：ruff、mypy --strict、分层约定
	@echo "==> ruff check"
	@$(BIN)/ruff check .
	@echo "==> ruff format --check"
	@$(BIN)/ruff format --check .
	@echo "==> mypy --strict $(CODE)"
	@$(BIN)/mypy --strict $(CODE)
	@echo "==> 分层约定 lint-imports"
	@$(BIN)/lint-imports --config .importlinter

fix: $(STAMP) ## 自动修正格式和能改的问题
	@echo "==> ruff check --fix"
	@$(BIN)/ruff check --fix .
	@echo "==> ruff format"
	@$(BIN)/ruff format .

docs: $(STAMP) ## 检查文档：链接都通，标明可运行的例子都能运行
	@echo "==> 检查文档"
	@$(BIN)/python -m pytest tests/meta/test_docs.py $(PYTEST_ARGS)

pictures: $(STAMP) ## 重画文档里的界面图片（需要 Chromium 和中文字体，约十分钟）
	@echo "==> 在无头浏览器里打开真实的界面，画到 docs/pictures"
	@$(BIN)/python docs/pictures.py

bench: $(BENCH)/.installed ## 跑性能对照，写入 benchmarks/RESULTS.md（约一刻钟；先看一眼：make bench BENCH_ARGS='--scale 0.05'）
	@echo "==> 运行性能对照"
	@$(BENCH)/bin/python -m benchmarks.run --commands $(BENCH)/commands/bin $(BENCH_ARGS)

# The tools to compare with have environments of their own: the tests never meet them, and the commands
# are not slowed down by libraries that they load only because they are there.
$(BENCH)/.installed: $(STAMP) pyproject.toml constraints-bench.txt
	@echo "==> 为性能对照安装各对照工具到 $(BENCH)（只装这一次，约几分钟）"
	@mkdir -p build && $(BIN)/python -m venv $(BENCH) && $(BIN)/python -m venv $(BENCH)/commands
	@$(BENCH)/bin/$(BENCH_PIP) hatchling && $(BENCH)/commands/bin/$(BENCH_PIP) hatchling \
	  && $(BENCH)/bin/$(BENCH_PIP) --no-build-isolation --editable '.[bench]' $(PACKS:%=--editable %) \
	  && $(BENCH)/commands/bin/$(BENCH_PIP) --no-build-isolation --editable . $(PACKS:%=--editable %) sqlite-utils datasette \
	  || { echo "对照工具没有装成，原因见上面几行。检查网络或 pip 的设置，再运行同一条命令。" >&2; exit 1; }
	@touch $@

spark: $(SPARK)/.installed ## 在本机起一个 Spark 集群（一主两从），与 SQLite、DuckDB 逐格核对（需要 Java 17 以上）
	@echo "==> 在一主两从的 Spark 上核对"
	@$(SPARK)/bin/python -m pytest -n 0 tests/spark $(PYTEST_ARGS)

# Spark is half a gigabyte and wants a Java, so it has an environment of its own too.
$(SPARK)/.installed: $(STAMP) pyproject.toml constraints.txt constraints-spark.txt
	@echo "==> 安装 Spark 到 $(SPARK)（只装这一次，约 460 MB）"
	@mkdir -p build && $(BIN)/python -m venv $(SPARK)
	@$(SPARK)/bin/$(SPARK_PIP) hatchling setuptools wheel \
	  && $(SPARK)/bin/$(SPARK_PIP) --no-build-isolation --editable '.[spark]' pytest pytest-xdist filelock hypothesis \
	  || { echo "Spark 没有装成，原因见上面几行。检查网络或 pip 的设置，再运行同一条命令。" >&2; exit 1; }
	@touch $@
