"""What an initiative counts: points, factors and classes, tried on samples before they are written."""

from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from portal.admin import samples
from portal.admin.comparing import Difference, differences
from portal.admin.keeping import form_of, keeping, resumed
from portal.admin.policy_form import (
    CLASSES,
    LEVELS,
    MOST_CLASSES,
    MOST_TIERS,
    TIERS,
    fields_of_the_api,
    form_of_policy,
    policy_of,
)
from portal.admin.programme_body import written_again
from portal.admin.programmes import PAGE
from portal.admin.rows import shown
from portal.admin.visiting import Administration, Administrator, pairs
from portal.admin.writing import STALE, judge, write
from portal.signin.sessions import Visitor
from portal.web.forms import Form
from portal.web.language import place_of

router = APIRouter()
POLICY: Final = PAGE + "/{id_}/diem"
LISTS: Final = ("kinds", "sectors", "ownerships", "reward_forms")


@router.get(POLICY)
async def show_policy(id_: str, visit: Administrator) -> Response:
    """The policy as it stands, with samples to try it on."""
    page = await PolicyPage.of(visit, id_)
    typed = await resumed(visit, f"{PAGE}/{id_}/diem")
    return page.show(typed or page.standing_form(), is_resumed=typed is not None)


@router.post(POLICY)
async def change_policy(id_: str, request: Request, session: Visitor) -> Response:
    """More rows, back to the form, the preview with points, or written."""
    form = form_of(await request.form())

    async def change(visit: Administration) -> Response:
        return await (await PolicyPage.of(visit, id_)).go_on(form)

    return await keeping(request, session, form, f"{PAGE}/{id_}/diem", change)


@dataclass(frozen=True, slots=True)
class PolicyPage:
    """The policy of one programme as it stands, and the lists it speaks of."""

    visit: Administration
    programme: dict[str, Any]
    reference: dict[str, Any]

    @classmethod
    async def of(cls, visit: Administration, id_: str) -> "PolicyPage":
        """Of the programme as it is now."""
        programme = await visit.apis.programmes.programme(visit.visit, id_)
        return cls(visit, programme, await visit.apis.submission.reference(visit.visit))

    @property
    def peaks(self) -> list[str]:
        """The programme's peaks by name."""
        return [peak["name"] for peak in self.programme["peaks"]]

    def standing_form(self) -> Form:
        """The form with what is written now."""
        return form_of_policy(self.programme["policy"], self.peaks, self.programme["revision"])

    async def go_on(self, form: Form) -> Response:
        """By the button that was pressed."""
        if form.value("more") or form.value("step") == "edit":
            return self.show(Form(form.values))
        known = {name: [one["code"] for one in self.reference[name]] for name in LISTS}
        policy = policy_of(form, known, self.peaks, self.visit.words)
        cases = samples.cases_of(form, self.peaks, self.visit)
        if not form.is_right:
            return self.show(form)
        is_last = form.value("step") == "make"
        body = written_again(self.programme) | {"policy": policy}
        fields = fields_of_the_api(form, self.peaks)
        step = write if is_last else judge
        written = await step(self.visit, self.programme["id"], body, form.whole("revision"), form, fields)
        if written.is_stale:
            return await self._changed_meanwhile(form, policy, is_last=is_last)
        if form.problems:
            return self.show(form)
        return self._done() if is_last else await self._preview(form, policy, cases)

    def _done(self) -> Response:
        page = f"{PAGE}/{self.programme['id']}/diem"
        return RedirectResponse(place_of(self.visit.request).link(page) + "?done=1", 303)

    async def _preview(self, form: Form, policy: dict[str, Any], cases: list[dict[str, Any]]) -> Response:
        tried = await samples.points(self.visit, form, cases, policy, self.programme["policy"])
        if form.problems:
            return self.show(form)
        return self._page("policy_preview.html", form, changed=self.changes_by(policy), samples=tried)

    async def _changed_meanwhile(self, form: Form, policy: dict[str, Any], *, is_last: bool) -> Response:
        """By a second click of one's own, which is no news, or by somebody else."""
        present = await PolicyPage.of(self.visit, self.programme["id"])
        changed = present.changes_by(policy)
        if is_last and not changed:
            return self._done()
        form.values["revision"] = str(present.programme["revision"])
        return present.show(form, changed=changed, is_stale=True)

    def changes_by(self, policy: dict[str, Any]) -> list[Difference]:
        """What another policy would change."""
        return differences(self.standing_form(), form_of_policy(policy, self.peaks, None), (), self.visit.words)

    def show(
        self,
        form: Form,
        *,
        changed: list[Difference] | None = None,
        is_stale: bool = False,
        is_resumed: bool = False,
    ) -> Response:
        """The form."""
        samples.suggest(form)
        return self._page(
            "policy.html",
            form,
            status=STALE if is_stale else None,
            tiers=shown(form, "tiers", TIERS, MOST_TIERS),
            classes=shown(form, "classes", CLASSES, MOST_CLASSES),
            changed=changed or [],
            sample_rows=range(samples.COUNT),
            done=self.visit.request.query_params.get("done") == "1",
            resumed=is_resumed,
        )

    def _page(self, template: str, form: Form, **context: Any) -> Response:
        known: dict[str, Any] = {name: pairs(self.reference[name]) for name in LISTS}
        known |= {"programme": self.programme, "peaks": self.peaks, "levels": LEVELS}
        return self.visit.page(template, form, **known, **context)
