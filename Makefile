# Every command makes what it needs first: on a fresh Debian 12 any of them works as the first one.
# Another interpreter: make test PYTHON=/path/to/python3    Another PostgreSQL: make test TEST_POSTGRES=/path/to/bin

PYTHON ?= /usr/bin/python3
JOBS ?= 4
VENV := .venv
INSTALLED := $(VENV)/installed
UV := uv==0.13.9

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# The tests start hundreds of programs: each would compile all modules anew where Python may not keep what it compiled.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo demo-test pictures test quick bench bundle installer-windows installer-deb test-installers signing-test-ca sign-release rehearse-release release-sums publish reproducible lint format lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-18s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(INSTALLED) ## the client on demo data; without a display the main job on its screens, all of which land in out/
	if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ]; then $(VENV)/bin/cleanstation demo; \
	else $(VENV)/bin/cleanstation demo --headless --out out; fi

pictures: $(INSTALLED) ## the pictures that the guides name, docs/images, from a demo run
	rm -rf build/demo
	$(VENV)/bin/cleanstation demo --headless --out build/demo
	$(VENV)/bin/python -m tests.support.guide_pictures build/demo

# The workers begin at the same moment: what is compiled before is compiled once and not by each of them.
test: $(INSTALLED) ## all tests but the measurements
	test -d tests/__pycache__ || $(VENV)/bin/pytest -qq --collect-only --ignore=tests/bench >/dev/null || true
	$(VENV)/bin/pytest -n $(JOBS) --dist worksteal --ignore=tests/bench --durations=10

demo-test: $(INSTALLED) ## the whole walk of the demo, with its pictures and what it leaves
	WHOLE_DEMO=1 $(VENV)/bin/pytest -o faulthandler_timeout=1800 tests/acceptance/test_demo.py

quick: $(INSTALLED) ## the tests that take no more than a few seconds each
	$(VENV)/bin/pytest -n $(JOBS) --dist worksteal --ignore=tests/bench -m "not slow"

bench: $(INSTALLED) ## measure against the budgets, one at a time
	$(VENV)/bin/pytest tests/bench -s

bundle: $(INSTALLED) ## the program in one folder, dist/cleanstation, tested; EMBEDDED=1 puts a server for the demo inside
	bash .ci/system-packages $(PYTHON) bundle
	PYTHONHASHSEED=1 SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) EMBEDDED=$(EMBEDDED) PYINSTALLER_CONFIG_DIR=build/cache \
	  $(VENV)/bin/pyinstaller --noconfirm --log-level ERROR build.spec
	$(VENV)/bin/python installer/describe_bundle.py dist/cleanstation build/build --copies dist
	UNSIGNED=1 $(VENV)/bin/python installer/seal_bundle.py dist/cleanstation
	$(VENV)/bin/python installer/measure_bundle.py dist/cleanstation
	BUNDLE=dist/cleanstation $(VENV)/bin/pytest tests/acceptance/test_bundle.py

installer-windows: $(INSTALLED) ## on Linux, by wine: the program for Windows, dist/windows, and its installer, dist/*-setup.exe
	bash .ci/system-packages $(PYTHON) installers
	$(VENV)/bin/python installer/windows/build.py

installer-deb: bundle ## the packages for Debian, dist/*.deb, made from the bundle
	$(VENV)/bin/python installer/debian/make_packages.py --bundle dist/cleanstation --out dist

test-installers: $(INSTALLED) ## install what lies in dist, work with it, upgrade and remove it: Windows in wine, Debian in a chroot
	bash .ci/system-packages $(PYTHON) installers
	INSTALLERS=dist $(VENV)/bin/pytest tests/installers

signing-test-ca: $(INSTALLED) ## keys to try signing with, TEST ONLY, in build/signing-test-ca; source its file `environment`
	$(VENV)/bin/python installer/signing_test_ca.py build/signing-test-ca

sign-release: $(INSTALLED) ## sign and pack what `make bundle` and `make installer-windows` (or Windows) built; needs the keys
	installer/sign.sh --ready
	$(VENV)/bin/python installer/seal_bundle.py dist/cleanstation
	$(VENV)/bin/python installer/debian/make_packages.py --bundle dist/cleanstation --out dist
	$(VENV)/bin/python installer/windows/build.py setup
	$(VENV)/bin/python installer/release.py sums dist

rehearse-release: bundle installer-windows signing-test-ca ## a release with keys for tests, into the ring build/rings/rehearsal
	rm -rf build/rings dist/*.exe dist/*.deb
	mkdir -p build/rings
	. build/signing-test-ca/environment && $(MAKE) sign-release && $(MAKE) publish RING=rehearsal TO=build/rings

release-sums: $(INSTALLED) ## sign the packages in dist/, write SHA256SUMS over what is published, and sign it
	$(VENV)/bin/python installer/release.py sums dist

publish: $(INSTALLED) ## verify dist/ and copy it to a ring: make publish RING=pilot TO=/folder (rehearsal, pilot, production)
	$(VENV)/bin/python installer/release.py publish dist "$(RING)" "$(TO)"

reproducible: $(INSTALLED) ## build the bundle twice and compare: each difference is listed
	bash .ci/system-packages $(PYTHON) bundle
	$(VENV)/bin/python installer/compare_builds.py build/reproducible

lint: $(INSTALLED) ## style, types, and who may import whom
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

format: $(INSTALLED) ## lay out the code
	$(VENV)/bin/ruff check --fix-only .
	$(VENV)/bin/ruff format .

lock: $(INSTALLED) ## resolve pyproject.toml into requirements.lock, keeping the versions that still fit
	$(VENV)/bin/pip install --quiet "$(UV)"
	$(VENV)/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	  --python-version 3.11 --all-extras pyproject.toml --output-file requirements.lock

clean: ## remove everything that these commands made
	rm -rf $(VENV) out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
	find cleanstation_desktop migrations tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements.lock pyproject.toml
	bash .ci/system-packages $(PYTHON)
	test -x $(VENV)/bin/python && $(VENV)/bin/python -c '' || $(PYTHON) -m venv --clear $(VENV)
	$(VENV)/bin/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(VENV)/bin/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	touch $@
