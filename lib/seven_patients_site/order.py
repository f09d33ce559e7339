"""The order of the work on the site: each list below is done from its first to its last.

Other extensions come first: what changes a page's context, or the site once it is built, is connected behind
all of theirs.
"""

import os
from functools import partial
from pathlib import Path

from seven_patients_site import ROOT
from seven_patients_site.charts import vega_charts
from seven_patients_site.course import class_plans, contents_list, course_map, next_by_path
from seven_patients_site.course.chapter_facts import chapters
from seven_patients_site.ledger import ledger_tables, lit_paper
from seven_patients_site.publish import (
    bill_of_materials,
    build_facts,
    content_policy,
    course_archive,
    first_cell,
    front_page,
    offline_site,
    single_figures,
    site_address,
    social_cards,
)
from seven_patients_site.search import book_text
from seven_patients_site.sources import glossary_links, library_pages, notebook_links, typeset_maths
from seven_patients_site.teaching import (
    answer_in_the_page,
    class_test,
    design_lab,
    exercise_boxes,
    handouts,
    moodle_file,
    my_progress,
    opening_questions,
    question_sheets,
    run_the_trial,
    slides,
)
from seven_patients_site.theme import (
    accessible_pages,
    data_frames,
    download_buttons,
    folded_code,
    icon_font,
    lean_pages,
    lean_styles,
    lost_readers,
    one_style_sheet,
    settled_pages,
    typography,
    waiting_menus,
)
from seven_patients_site.theme.finishing import DRAFT, RENDERED, Faults, mend, put_script, render_pages

FIRST = 100
LAST = 900
"""The priorities of what comes before the work of other extensions, and behind it."""

ON_EVERY_PAGE = (accessible_pages.SCRIPT, settled_pages.SCRIPT, waiting_menus.SCRIPT)
ON_SOME_PAGES = (
    vega_charts.SCRIPT,
    folded_code.SCRIPT,
    ledger_tables.SCRIPT,
    ledger_tables.FINDER,
    ledger_tables.SHOWN,
    lit_paper.SCRIPT,
    book_text.SCRIPT,
)

REPAIRS = {
    **accessible_pages.REPAIRS,
    **folded_code.REPAIRS,
    **icon_font.REPAIRS,
    **lean_pages.REPAIRS,
    **lost_readers.REPAIRS,
    **one_style_sheet.REPAIRS,
    **settled_pages.REPAIRS,
    **typography.REPAIRS,
    **waiting_menus.REPAIRS,
    **data_frames.REPAIRS,  # their heads are mended
    **content_policy.REPAIRS,  # every script is as it stays
}
"""What is done to each page as it is rendered."""

OF_CONTEXT = (*lean_pages.FAULTS, lost_readers.BARE, download_buttons.REFUSED)
"""The faults that are mended before a page is rendered."""

FINISH = (
    first_cell.add_first_cells,
    moodle_file.write,
    course_archive.write_course,  # with the notebooks that have their first cell
    bill_of_materials.write_on,
    front_page.write,
    lean_styles.make_lean,  # every page is there
    icon_font.keep_used_icons,  # the styles name what is used alone
    one_style_sheet.join,  # the styles are as they stay
    lost_readers.carry_styles,  # the one sheet is there
    slides.write,  # they carry styles of their own
    offline_site.write,  # all the rest is there
)
"""What is done to the folder of the site once it is built."""

SEEN = {front_page.write, one_style_sheet.join}
"""What of it is seen on a page by who writes it, and so is done to a draft too."""


def finish(app, exception):
    """Finish a site that Sphinx has built without fail."""
    if exception is None and app.builder.format == "html":
        for work in FINISH:
            if work in SEEN or not DRAFT:
                work(Path(app.outdir))


def register(app):
    """Register everything with Sphinx."""
    faults = Faults([*REPAIRS, *OF_CONTEXT])
    figures = {}
    work = {
        "config-inited": [site_address.set_site_address, site_address.set_repository, contents_list.write],
        "builder-inited": [
            book_text.search_alone,
            *(partial(put_script, script) for script in (*ON_EVERY_PAGE, *ON_SOME_PAGES)),
            design_lab.SCRIPTS.write,
            run_the_trial.SCRIPTS.write,
            answer_in_the_page.SCRIPTS.write,
            class_test.SCRIPTS.write,
            vega_charts.write_bundle,
        ],
        "env-get-outdated": [
            build_facts.pages_with_facts,
            handouts.pages_with_handouts,
        ],
        "env-before-read-docs": [build_facts.pages_of_their_own],
        "source-read": [exercise_boxes.show_what_only_the_site_can, opening_questions.open_with],
        "doctree-read": [
            glossary_links.learn_anchors,
            design_lab.SCRIPTS.lead_on,
            run_the_trial.SCRIPTS.lead_on,
            answer_in_the_page.put_inputs,
            answer_in_the_page.name_questions,
            exercise_boxes.teach,
            folded_code.fold,
            book_text.keep,
        ],
        "autodoc-skip-member": [library_pages.skip_others],
        "html-collect-pages": [
            book_text.pages,
            *([] if DRAFT else [question_sheets.pages, partial(single_figures.pages, figures)]),
        ],
        "doctree-resolved": [notebook_links.rewrite],
    }
    behind = {
        "html-page-context": [
            faults.note,
            design_lab.SCRIPTS.add,
            run_the_trial.SCRIPTS.add,
            answer_in_the_page.SCRIPTS.add,
            class_test.add,
            ledger_tables.serve,
            lit_paper.serve,
            book_text.serve,
            vega_charts.add_script,
            folded_code.add_script,
            partial(contents_list.place, chapters(ROOT)),
            partial(single_figures.lead_to, figures),
            partial(next_by_path.lead_on, chapters(ROOT)),
            partial(lost_readers.lead_on, faults.met),
            partial(download_buttons.set_buttons, faults.met),
            partial(lean_pages.leave_out, faults.met),  # all scripts are named
        ],
        RENDERED: [lambda app, page: mend(page, REPAIRS, faults.met)],
        "build-finished": [finish, faults.judge],
    }
    render_pages(app)
    before = {"html-page-context": [social_cards.add]}  # what a shared link shows is written from it
    for priority, events in ((FIRST, before), (500, work), (LAST, behind)):
        for event, functions in events.items():
            for function in functions:
                app.connect(event, function, priority=priority)
    for script in ON_EVERY_PAGE:
        app.add_js_file(script.name, loading_method="defer")
    for name, directive in (
        (answer_in_the_page.DIRECTIVE, answer_in_the_page.Answer),
        (build_facts.DIRECTIVE, build_facts.BuildFacts),
        (class_plans.DIRECTIVE, class_plans.ClassPlans),
        (course_map.DIRECTIVE, course_map.CourseMap),
        (design_lab.DIRECTIVE, design_lab.DesignLab),
        (my_progress.DIRECTIVE, my_progress.MyProgress),
        (question_sheets.DIRECTIVE, question_sheets.QuestionSheets),
        (run_the_trial.DIRECTIVE, run_the_trial.RunTheTrial),
        (handouts.DIRECTIVE, handouts.Handouts),
        ("ledger", ledger_tables.LedgerDirective),
        ("lit-paper", lit_paper.LitPaper),
        ("lit-paper-small", lit_paper.SmallPaper),
    ):
        app.add_directive(name, directive)
    app.add_node(question_sheets.Sheet, html=(question_sheets.skip, None))
    app.add_config_value("book_pdf", os.environ.get("BOOK_PDF", ""), "html", str)
    typeset_maths.add_renderer(app)
    vega_charts.register()
    site_address.add_sitemap(app)
