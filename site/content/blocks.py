"""The building blocks of a page's body, the same on every page type."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock

RICH_TEXT_FEATURES = [
    "bold", "italic", "ol", "ul", "link", "document-link", "superscript", "subscript",
]  # fmt: skip
INLINE_FEATURES = ["bold", "italic", "link"]


class HeadingBlock(blocks.StructBlock):
    """A heading within the page; the page's title is its only first-level heading."""

    text = blocks.CharBlock(label=pgettext_lazy("block", "Text"), max_length=200)
    level = blocks.ChoiceBlock(
        label=_("Level"),
        choices=[
            ("2", pgettext_lazy("heading block", "Section")),
            ("3", pgettext_lazy("heading block", "Sub-section")),
        ],
        default="2",
    )

    class Meta:
        label = _("Heading")
        icon = "title"
        template = "content/blocks/heading.html"


class CaptionedImageBlock(blocks.StructBlock):
    """A picture with its description for those who cannot see it, and a caption for all."""

    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(
        label=pgettext_lazy("image block", "Caption"), required=False, max_length=300
    )

    class Meta:
        label = _("Image")
        icon = "image"
        template = "content/blocks/image.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(
        label=_("Source"),
        required=False,
        max_length=200,
        help_text=_("The person, organisation or publication that is quoted."),
    )

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "content/blocks/quote.html"


class CalloutBlock(blocks.StructBlock):
    """A note set apart from the text, such as a condition or a reminder."""

    kind = blocks.ChoiceBlock(
        label=_("Kind"),
        choices=[("note", _("Note")), ("tip", _("Tip")), ("warning", _("Caution"))],
        default="note",
    )
    text = blocks.RichTextBlock(label=pgettext_lazy("block", "Text"), features=RICH_TEXT_FEATURES)

    class Meta:
        label = _("Callout")
        icon = "info-circle"
        template = "content/blocks/callout.html"


class StepBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = blocks.RichTextBlock(
        label=pgettext_lazy("block", "Text"), required=False, features=RICH_TEXT_FEATURES
    )

    class Meta:
        label = _("Step")
        icon = "list-ol"


class StepsBlock(blocks.StructBlock):
    """What to do one after the other, such as how to apply."""

    title = blocks.CharBlock(label=_("Title"), required=False, max_length=200)
    steps = blocks.ListBlock(StepBlock(), label=_("Steps"), min_num=1)

    class Meta:
        label = _("Steps")
        icon = "list-ol"
        template = "content/blocks/steps.html"


class AccordionItemBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=200)
    text = blocks.RichTextBlock(label=pgettext_lazy("block", "Text"), features=RICH_TEXT_FEATURES)

    class Meta:
        label = _("Item")
        icon = "collapse-down"


class AccordionBlock(blocks.StructBlock):
    """Questions and answers, or details that not every reader needs."""

    items = blocks.ListBlock(AccordionItemBlock(), label=_("Items"), min_num=1)

    class Meta:
        label = _("Accordion")
        icon = "collapse-down"
        template = "content/blocks/accordion.html"


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    label = blocks.CharBlock(
        label=_("Label"),
        required=False,
        max_length=200,
        help_text=_("Leave empty to show the document's title."),
    )

    class Meta:
        label = _("Document")
        icon = "doc-full"
        template = "content/blocks/document.html"


class ButtonBlock(blocks.StructBlock):
    """A link that stands out; it leads to one of our pages or to an address elsewhere."""

    label = blocks.CharBlock(label=_("Label"), max_length=100)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    url = blocks.URLBlock(label=_("Web address"), required=False)

    class Meta:
        label = _("Button")
        icon = "link"
        template = "content/blocks/button.html"

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            message = ValidationError(_("Choose a page or write a web address, one of the two."))
            raise blocks.StructBlockValidationError(block_errors={"page": message})
        return cleaned


def table_block() -> TypedTableBlock:
    """A table whose columns each hold one kind of value."""
    return TypedTableBlock(
        [
            ("text", blocks.CharBlock(label=pgettext_lazy("block", "Text"), required=False)),
            ("number", blocks.DecimalBlock(label=_("Number"), required=False)),
            (
                "rich_text",
                blocks.RichTextBlock(
                    label=_("Rich text"), required=False, features=RICH_TEXT_FEATURES
                ),
            ),
        ],
        label=pgettext_lazy("block", "Table"),
        icon="table",
        template="content/blocks/table.html",
    )


class BodyBlock(blocks.StreamBlock):
    """The body of a page: any number of building blocks in the editor's order."""

    heading = HeadingBlock()
    paragraph = blocks.RichTextBlock(
        label=pgettext_lazy("block", "Text"),
        icon="pilcrow",
        features=RICH_TEXT_FEATURES,
        template="content/blocks/paragraph.html",
    )
    image = CaptionedImageBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    steps = StepsBlock()
    table = table_block()
    accordion = AccordionBlock()
    document = DocumentBlock()
    button = ButtonBlock()
    embed = EmbedBlock(
        label=_("Video or other embed"),
        icon="media",
        max_width=960,
        template="content/blocks/embed.html",
        help_text=_("The address of a video, for instance on YouTube or Vimeo."),
    )

    class Meta:
        required = False
        template = "content/blocks/body.html"
