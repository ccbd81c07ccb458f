"""A form that is sent twice ends where it would have ended: each form's own tests show it, and here none is forgotten.

It comes twice by a second click, by the back button, or since the first answer was lost. What makes it harmless
differs: a key that came with the form, an act that may be done any number of times, or a look at how the thing stands
once the second was refused.
"""

from pathlib import Path
from typing import Final

from tests.portal.pages.routes import POSTS

HERE: Final = Path(__file__).parent
SHOWN_BY: Final = {
    "/ban-xet-duyet/nhieu": "desk/test_many.py::test_the_page_s_key_is_its_own_and_stays_through_a_refusal",
    "/ban-xet-duyet/{id_:uuid}": "desk/test_changed.py::test_sent_twice_it_is_decided_once_and_the_next_case_opens",
    "/ban-xet-duyet/{id_:uuid}/khen-thuong": "desk/test_repeated.py::test_a_reward_is_given_once",
    "/ban-xet-duyet/{id_:uuid}/lam-loi": "desk/test_repeated.py::test_a_benefit_is_verified_once",
    "/ban-xet-duyet/{id_:uuid}/nhan": "desk/test_repeated.py::test_what_one_has_taken_on_is_taken_on",
    "/ban-xet-duyet/{id_:uuid}/thu-hoi/{subject:uuid}": "desk/test_repeated.py::test_what_was_taken_back_is_taken_back",
    "/ban-xet-duyet/{id_:uuid}/tra": "desk/test_repeated.py::test_what_was_given_back_is_given_back",
    "/cho-gui": "test_outbox.py::test_a_key_that_made_something_before_names_its_page",
    "/cua-toi/{id_}/bo-sung/{section}": "test_adding.py::test_saved_twice_it_is_saved",
    "/cua-toi/{id_}/don-vi": "test_correcting.py::test_one_sent_to_the_wrong_unit_goes_to_another",
    "/cua-toi/{id_}/dong-tac-gia": "test_adding.py::test_a_colleague_is_invited_by_a_code_that_is_shown_once",
    "/cua-toi/{id_}/dong-tac-gia/{invitation}/thu-hoi": (
        "test_adding.py::test_an_invitation_taken_back_twice_is_taken_back"
    ),
    "/cua-toi/{id_}/rut": "test_mine.py::test_what_was_decided_is_not_withdrawn_again_by_the_back_button",
    "/cua-toi/{id_}/sua": "test_correcting.py::test_a_double_tap_ends_where_one_tap_does",
    "/dang-xuat": "signin/test_sessions.py::test_signing_out_twice_leads_to_the_first_page_both_times",
    "/dang-xuat/tu-noi-cap": "signin/test_logout_tokens.py::test_a_token_that_was_heard_before_ends_no_later_session",
    "/don-vi-toi/thu/{id_:uuid}": "leader/test_mails.py::test_a_second_tap_sends_no_second_one_and_is_no_news",
    "/don-vi-toi/{unit}/loi-moi": "leader/test_appointing.py::test_the_secret_is_shown_once_behind_the_address_s_hash",
    "/don-vi-toi/{unit}/loi-moi/{id_:uuid}/{act}": "leader/test_appointing.py::test_a_second_tap_is_no_news",
    "/don-vi-toi/{unit}/phan-cong": "leader/test_appointing.py::test_somebody_is_appointed_until_the_end_of_a_day",
    "/don-vi-toi/{unit}/phan-cong/{id_}/ket-thuc": (
        "leader/test_appointing.py::test_ended_twice_an_appointment_is_ended"
    ),
    "/g/{programme}/{unit}": "test_form_kept.py::test_what_was_sent_before_with_this_key_is_shown_as_sent",
    "/ho-so": "test_own_data.py::test_saved_twice_ones_card_is_saved",
    "/ho-so/xoa": "test_own_data.py::test_erased_twice_one_is_led_to_the_sign_in_and_nothing_is_asked_again",
    "/loi-moi": "test_adding.py::test_an_invitation_is_accepted_after_signing_in_without_being_typed_twice",
    "/quan-tri/chuong-trinh/{id_}": "admin/test_programme.py::test_saved_twice_a_programme_is_saved",
    "/quan-tri/chuong-trinh/{id_}/chi-tieu": "admin/test_targets.py::test_sent_twice_it_is_done_once_and_no_fault",
    "/quan-tri/chuong-trinh/{id_}/chi-tieu/tep": (
        "admin/test_target_file.py::test_what_was_shown_is_written_when_it_is_confirmed"
    ),
    "/quan-tri/chuong-trinh/{id_}/chot": "admin/test_snapshots.py::test_a_window_is_frozen_once_for_the_form_s_key",
    "/quan-tri/chuong-trinh/{id_}/diem": "admin/test_policy.py::test_saved_twice_a_policy_is_saved",
    "/quan-tri/don-vi/{code}": "admin/test_unit.py::test_saved_twice_a_unit_is_saved",
    "/quan-tri/su-co/{service}/{letter}/{act}": (
        "admin/test_operations.py::test_a_letter_that_was_settled_meanwhile_is_said_above_the_list"
    ),
    "/quan-tri/thay-doi/moi": "admin/test_changing.py::test_confirmed_it_is_made_with_the_key_of_the_form",
    "/quan-tri/thay-doi/{id_}": "admin/test_changing.py::test_a_plan_taken_back_twice_is_taken_back",
    "/quan-tri/them-chuong-trinh": "admin/test_programme.py::test_saved_twice_a_programme_is_saved",
    "/quan-tri/them-don-vi": "admin/test_unit.py::test_saved_twice_a_unit_is_saved",
    "/quan-tri/thu/giu": "admin/test_operations.py::test_released_twice_it_is_released_and_the_other_way_it_is_not",
    "/quan-tri/thu/{message}/gui-lai": "admin/test_operations.py::test_a_mail_is_sent_again_once_for_what_was_seen",
    "/to-ho-tro/nguoi/them": "proxy/test_people.py::test_somebody_is_added_once_however_often_it_is_sent",
    "/to-ho-tro/nguoi/{id_:uuid}/gop": "proxy/test_people.py::test_joined_twice_leads_back_to_the_list",
    "/to-ho-tro/nguoi/{id_:uuid}/xac-nhan": (
        "proxy/test_people.py::test_confirmed_twice_is_confirmed_and_a_stale_one_says_so"
    ),
    "/to-ho-tro/nhap/{programme}/{unit}": (
        "proxy/test_entering.py::test_sent_twice_it_is_one_and_another_typed_over_it_is_asked_about"
    ),
}


def test_every_form_has_a_test_of_its_being_sent_twice() -> None:
    assert SHOWN_BY.keys() == {route.path for route in POSTS}
    for path, test in SHOWN_BY.items():
        file, _, name = test.partition("::")
        assert f"def {name}(" in (HERE / file).read_text(), f"{path}: {test}"
