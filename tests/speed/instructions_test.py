#!/usr/bin/env python3
"""Instructions of cold checks of the sample mail, with Gatepost's own rules compiled, against instructions.txt.

  instructions_test.py GATEPOST SOURCE [--record]
More than 3 % away fails, in both directions: a gain is to be recorded too. --record writes the number down.
The number is that of a release build by g++; CMake skips the test elsewhere.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

MARGIN = 0.03
SKIPPED = 77
# The same copies and searches of bytes on every machine that has AVX2.
PLAIN = "glibc.cpu.hwcaps=-AVX512F,-AVX512VL,-AVX512BW,-ERMS,-FSRM,-RTM"
gatepost, source = sys.argv[1], pathlib.Path(sys.argv[2])
record = source / "tests/speed/instructions.txt"
samples = sorted(path for kind in ("ham", "spam") for path in (source / "data/sample" / kind).iterdir())[:4]


def instructions(message, options, folder):
    """Callgrind's count of one check."""
    with open(message, "rb") as mail:
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", gatepost, "check", *options],
            stdin=mail, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "GLIBC_TUNABLES": PLAIN})
    count = re.search(r"Collected : (\d+)", run.stderr)
    if run.returncode != 0 or count is None:
        sys.exit(f"{message}: {run.stderr}")
    return int(count.group(1))


# Without wide registers (base/wide.h) checks go another way.
if not re.search(r"^flags.* avx2 .*bmi2 ", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE):
    print("skipped: the number is of a processor with AVX2 and BMI2")
    sys.exit(SKIPPED)
try:
    subprocess.run(["valgrind", "--version"], check=True, capture_output=True)
except OSError:
    print("skipped: there is no valgrind")
    sys.exit(SKIPPED)
with tempfile.TemporaryDirectory() as name:
    options = ["-C", str(source / "rules"), "--siteconfigpath", f"{name}/none", "-p", "/dev/null",
               "--cf", "use_bayes 0", "--cache", f"{name}/rules.gpc"]
    subprocess.run([gatepost, "compile", *options], check=True, capture_output=True)
    total = sum(instructions(message, [*options, "--now", "1780000000"], name) for message in samples)
if "--record" in sys.argv:
    record.write_text(f"{total}\n")
known = int(record.read_text())
print(f"{total} instructions for {len(samples)} messages; {known} recorded, {100 * (total / known - 1):+.1f} %")
sys.exit(0 if abs(total / known - 1) <= MARGIN else 1)
