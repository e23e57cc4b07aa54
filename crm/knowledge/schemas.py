"""Articles as the API shows and takes them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from crm.attachments.service import AttachmentRow
from crm.paging import Moment, PageQuery
from crm.users.schemas import Language

SPOKEN_LENGTH = 800
"""Characters that may be said on the phone: about three minutes."""
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Keyword = Annotated[str, StringConstraints(min_length=1, max_length=32, strip_whitespace=True)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Words(_Body):
    """The article in one language: `body` is Markdown, `spoken` what a flow says of it on the phone ("": nothing)."""

    title: str = Field(min_length=1, max_length=200)
    body: str = Field("", max_length=100_000)
    spoken: str = Field("", max_length=SPOKEN_LENGTH)

    @field_validator("spoken")
    @classmethod
    def _no_places(cls, spoken: str) -> str:
        if "{" in spoken or "}" in spoken:
            raise ValueError("what is spoken has no places for values: leave { and } out")
        return spoken.strip()


class Content(_Body):
    """`texts` in Chinese, English or both. `public`: anybody may read it without a log-in. It is read from `valid_from`
    on, and before `valid_until`. `attachments`: ids of uploads."""

    texts: dict[Language, Words] = Field(min_length=1)
    category_id: str | None = Field(None, min_length=1, max_length=26)
    product: str = Field("", max_length=100)
    keywords: list[Keyword] = Field(default_factory=list, max_length=50)
    public: bool = False
    attachments: list[str] = Field(default_factory=list, max_length=50)
    valid_from: Moment | None = Field(None, strict=False)
    valid_until: Moment | None = Field(None, strict=False)

    @model_validator(mode="after")
    def _period(self) -> Content:
        if self.valid_from and self.valid_until and self.valid_from >= self.valid_until:
            raise ValueError("valid_until must be after valid_from")
        return self


class NewArticle(_Body):
    """`unit_id`: whose article it is: it is read there and below; absent: the whole company's. `code`: a name for
    flows."""

    content: Content
    unit_id: str = Field("root", max_length=26)
    code: Code | None = None


class ArticleChange(_Body):
    """Replaces the content of the draft; of a published article it makes the draft of the next version. `version` is
    that of the article as it was loaded."""

    version: int
    content: Content | None = None
    code: Code | None = None


class Decision(_Body):
    """`comment` is needed to reject."""

    approve: bool
    comment: str = Field("", max_length=1000)


class Reason(_Body):
    reason: str = Field(min_length=1, max_length=1000)


class Vote(_Body):
    helpful: bool
    comment: str = Field("", max_length=1000)


class Use(_Body):
    """In what the article helped."""

    kind: Literal["ticket", "call"]
    id: str = Field(min_length=1, max_length=64)


class ArticleRow(BaseModel):
    """`title` in both languages where it is there. `pending`: the state of a newer version (draft, review, rejected),
    shown to those who may edit. `current`: published and within its period."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    number: str
    code: str | None
    unit_id: str
    state: str
    pending: str | None = None
    current: bool = False
    category_id: str | None
    product: str
    public: bool
    title_zh: str
    title_en: str
    valid_from: datetime | None
    valid_until: datetime | None
    published_at: datetime | None
    used: int
    helpful: int
    unhelpful: int
    created_by: str | None
    updated_at: datetime
    version: int


class VersionRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    number: int
    state: str
    author_id: str | None
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    comment: str


class VersionDetail(VersionRow):
    content: Content


class Opinion(BaseModel):
    """A reader's remark, for those who edit."""

    model_config = ConfigDict(from_attributes=True)

    user_id: str
    helpful: bool
    comment: str
    at: datetime


class ArticleDetail(ArticleRow):
    """`content` is what is published (for who may edit an article that was never published: its draft); `draft` the
    newer version and `versions` all of them, for those who may edit. `my_vote`: what the asker said."""

    content: Content
    shown: int
    attachments: list[AttachmentRow] = Field(default_factory=list)
    draft: VersionDetail | None = None
    versions: list[VersionRow] = Field(default_factory=list)
    opinions: list[Opinion] = Field(default_factory=list)
    my_vote: bool | None = None
    may_edit: bool = False
    may_decide: bool = False


class ArticleQuery(PageQuery):
    """`q`: words that are all in it. `category`: this one and those below. `review`: what waits for approval. `mine`:
    what I wrote. `current` false: also what is drafted, withdrawn or out of its period, as far as one may edit it."""

    q: str | None = Field(None, max_length=100)
    category: str | None = Field(None, max_length=26)
    product: str | None = Field(None, max_length=100)
    state: Literal["draft", "published", "withdrawn"] | None = None
    review: bool = False
    mine: bool = False
    current: bool = True
    sort: Literal["newest", "used", "helpful"] = "newest"


class SuggestQuery(BaseModel):
    """`text`: what the customer said, or the ticket's words so far."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=500)
    product: str | None = Field(None, max_length=100)
    limit: int = Field(5, ge=1, le=20)


class Suggestion(BaseModel):
    """`score` 0…1; `matched`: the words that led to it, the weightiest first."""

    id: str
    number: str
    title_zh: str
    title_en: str
    score: float
    matched: list[str]
    used: int


class NewCategory(_Body):
    parent_id: str | None = Field(None, min_length=1, max_length=26)
    name_zh: str = Field(min_length=1, max_length=100)
    name_en: str = Field(min_length=1, max_length=100)
    position: int = Field(0, ge=0, le=10_000)


class CategoryChange(_Body):
    name_zh: str | None = Field(None, min_length=1, max_length=100)
    name_en: str | None = Field(None, min_length=1, max_length=100)
    position: int | None = Field(None, ge=0, le=10_000)


class CategoryRow(BaseModel):
    """`articles`: how many current ones the asker sees in it, without those below."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    parent_id: str | None
    name_zh: str
    name_en: str
    position: int
    articles: int = 0
