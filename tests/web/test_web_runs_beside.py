"""Pictures and files of plans are made by other processes than the one that answers pages."""

import os
import subprocess
import sys
from pathlib import Path

_PREPARE = """
from pathlib import Path
from serpin.web.site.configuration import make_data_folder
import os
make_data_folder(Path(os.environ["SERPIN_DATA"]))
import django
django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
from django.utils import timezone
from serpin.examples.generator import generate
from serpin.planning.options import PlanOptions
from serpin.planning.verb import plan
from serpin.reports.document import plan_text
from serpin.web.accounts.models import Workspace
from serpin.web.runs.models import Result, Run, State
case = generate(5, 3, 3, works=3, resources=3)
options = {"portfolio": {"seconds": 1}, "scheduling": {"seconds": 1, "workers": 1}, "insurance": {"seconds": 1}}
made = plan(case, seed=1, options=PlanOptions.model_validate(options))
workspace = Workspace.objects.create(slug="small", title={"en": "Small"})
run = Run.objects.create(workspace=workspace, case=case.model_dump(mode="json"), state=State.DONE)
Result.objects.create(run=run, document=plan_text(made))
"""

_READ = """
import sys
import serpin.web.site.wsgi
from serpin.web.runs.files import file_of
from serpin.web.runs.models import Page, Run
from serpin.web.runs.results import head_of, section_of
run = Run.objects.get()
head = head_of(run, "en")
print(len(head["headline"]) > 0, len(head["tabs"]) > 3)
section = section_of(run, "en", "time")
print(any("<svg" in item.get("svg", "") for item in section["exhibits"]))
print(section_of(run, "en", "nothing"))
print(sorted(Page.objects.values_list("language", "name")))
print(file_of(run, "plan.ics", "en")[0][:15], file_of(run, "board.pdf", "kk")[0][:4], file_of(run, "plan.exe", "en"))
print([name for name in ("altair", "vl_convert", "typst", "ortools", "numba", "scipy") if name in sys.modules])
"""


def test_who_answers_pages_loads_nothing_that_draws(tmp_path: Path) -> None:
    """Head, section and files of a finished plan come from processes that end; the reader stays small."""
    environment = {
        **os.environ,
        "SERPIN_DATA": str(tmp_path),
        "SERPIN_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "serpin.web.site.settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    subprocess.run([sys.executable, "-c", _PREPARE], env=environment, check=True)
    read = subprocess.run([sys.executable, "-c", _READ], env=environment, check=True, capture_output=True, text=True)
    assert read.stdout.splitlines() == [
        "True True",
        "True",
        "None",
        "[('en', ''), ('en', 'time')]",
        "b'BEGIN:VCALENDAR' b'%PDF' None",
        "[]",
    ]
