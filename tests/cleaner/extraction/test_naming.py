import pytest

from newsmill.cleaner.extraction.naming import Role, is_standfirst, names_of_body, role_of


@pytest.mark.parametrize(
    ("names", "role"),
    [
        ("entry-content", Role.BODY),
        ("c-articleBody", Role.BODY),
        ("article__body has-sidebar", Role.BODY),
        ("comments", Role.COMMENTS),
        ("wp-block-comment-template", Role.COMMENTS),
        ("post comments-open", Role.UNKNOWN),
        ("c-NewsletterSignup", Role.BOILERPLATE),
        ("td_block_related_posts", Role.BOILERPLATE),
        ("layout--with-sidebar", Role.UNKNOWN),
        ("has-related no-sidebar", Role.UNKNOWN),
        ("post category-social tag-comments", Role.UNKNOWN),
        ("has-toolbar studying", Role.UNKNOWN),
        ("elementor-widget", Role.UNKNOWN),
        ("m-card", Role.SUSPECT),
        ("card-title", Role.UNKNOWN),
        ("overflow-hidden", Role.UNKNOWN),
        ("", Role.UNKNOWN),
    ],
)
def test_names_tell_the_role_of_an_element(names: str, role: Role) -> None:
    assert role_of(names) is role


def test_only_the_names_of_a_body_are_kept() -> None:
    assert names_of_body("has-toolbar story-body slide") == "story-body"


def test_a_standfirst_is_known_by_its_name() -> None:
    assert is_standfirst("c-article__standfirst")
    assert not is_standfirst("free-part")
