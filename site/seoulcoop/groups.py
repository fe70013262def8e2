"""Who on the staff may do what, and how a text becomes public.

Permissions do not exist while migrations run, so a command sets all this up; it can be run again
at any time, and never takes away what an administrator has added.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

EDITORS = "편집자"
MODERATORS = "검토자"
DIRECTORY_KEEPERS = "회원명부 담당"
PARTNER_KEEPERS = "외부 연계 담당"
STOCK_NAMES = {"Editors": EDITORS, "Moderators": MODERATORS}

PAGE_WORKFLOW = "검토 후 게시"
MEMBER_WORKFLOW = "회원 정보 검토"

ADMIN_ACCESS = ["wagtailadmin.access_admin"]
CONTENT_SNIPPETS = ["publications.publicationseries", "publications.policyarea"]
OPERATIONAL_RECORDS = [
    "publications.downloadcount",
    "content.unansweredquery",
    "content.pendingindexing",
]
SEARCH_SNIPPETS = ["content.searchsynonym"]
SEARCH_PROMOTIONS = ["wagtailsearchpromotions.searchpromotion"]
PARTNERS = ["headless.apiclient", "headless.webhookendpoint"]
DIRECTORY_SNIPPETS = ["directory.membercategory", "directory.sector"]


def codenames(actions: Iterable[str], models: Iterable[str]) -> list[str]:
    """`app.action_model` for every pair of the two."""
    return [
        f"{app}.{action}_{model}"
        for app, model in (label.split(".") for label in models)
        for action in actions
    ]


MODEL_PERMISSIONS = {
    EDITORS: [
        *ADMIN_ACCESS,
        *codenames(["add", "change"], CONTENT_SNIPPETS),
        *codenames(["view"], DIRECTORY_SNIPPETS),
        *codenames(["add", "change", "view"], ["directory.member"]),
        *codenames(["view"], OPERATIONAL_RECORDS),
        *codenames(["add", "change", "delete"], SEARCH_SNIPPETS),
    ],
    MODERATORS: [
        *ADMIN_ACCESS,
        *codenames(["add", "change", "delete"], CONTENT_SNIPPETS),
        *codenames(["view"], DIRECTORY_SNIPPETS),
        *codenames(["add", "change", "view", "publish", "lock", "unlock"], ["directory.member"]),
        *codenames(["change"], ["content.organisationsettings"]),
        *codenames(["view"], OPERATIONAL_RECORDS),
        *codenames(["delete"], ["content.unansweredquery"]),
        *codenames(["add", "change", "delete"], [*SEARCH_SNIPPETS, *SEARCH_PROMOTIONS]),
        *codenames(["add", "change", "delete"], ["wagtailredirects.redirect"]),
    ],
    DIRECTORY_KEEPERS: [
        *ADMIN_ACCESS,
        *codenames(["add", "change", "delete", "view"], DIRECTORY_SNIPPETS),
        *codenames(
            ["add", "change", "delete", "view", "publish", "lock", "unlock"],
            ["directory.member"],
        ),
        *codenames(["add", "change", "delete", "view"], ["directory.membercontact"]),
    ],
    PARTNER_KEEPERS: [
        *ADMIN_ACCESS,
        *codenames(["add", "change", "delete", "view"], PARTNERS),
        *codenames(["change", "view"], ["headless.webhookdelivery"]),
    ],
}

PAGE_PERMISSIONS = {
    EDITORS: ["add_page", "change_page"],
    MODERATORS: [
        "add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page",
    ],
}  # fmt: skip

COLLECTION_PERMISSIONS = {
    EDITORS: [
        "wagtailimages.add_image", "wagtailimages.choose_image",
        "wagtaildocs.add_document", "wagtaildocs.choose_document",
    ],
    MODERATORS: [
        "wagtailimages.add_image", "wagtailimages.change_image", "wagtailimages.choose_image",
        "wagtaildocs.add_document", "wagtaildocs.change_document", "wagtaildocs.choose_document",
    ],
    DIRECTORY_KEEPERS: ["wagtailimages.add_image", "wagtailimages.choose_image"],
}  # fmt: skip


def set_up_groups() -> None:
    """Create the groups, their rights and the two workflows, as far as they are missing."""
    take_over_stock_groups()
    for name, permissions in MODEL_PERMISSIONS.items():
        group, _created = Group.objects.get_or_create(name=name)
        group.permissions.add(*(permission(codename) for codename in permissions))
        grant_on_pages(group)
        grant_on_collections(group)
    set_up_page_workflow()
    set_up_member_workflow()


def take_over_stock_groups() -> None:
    """Give the two groups that a new Wagtail has their Korean names."""
    for stock_name, name in STOCK_NAMES.items():
        if not Group.objects.filter(name=name).exists():
            Group.objects.filter(name=stock_name).update(name=name)


def permission(codename: str) -> Permission:
    """The permission written as `app.codename`."""
    app_label, name = codename.split(".")
    return Permission.objects.get(content_type__app_label=app_label, codename=name)


def grant_on_pages(group: Group) -> None:
    """Rights over the whole page tree."""
    root = Page.get_first_root_node()
    for codename in PAGE_PERMISSIONS.get(group.name, []):
        GroupPagePermission.objects.get_or_create(
            group=group, page=root, permission=permission(f"wagtailcore.{codename}")
        )


def grant_on_collections(group: Group) -> None:
    """Rights over all pictures and documents."""
    root = Collection.get_first_root_node()
    for codename in COLLECTION_PERMISSIONS.get(group.name, []):
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=root, permission=permission(codename)
        )


def set_up_page_workflow() -> None:
    """Every page that an editor submits goes to the moderators."""
    workflow = workflow_with_task(PAGE_WORKFLOW, [MODERATORS])
    root = Page.get_first_root_node()
    assigned = WorkflowPage.objects.filter(page=root).select_related("workflow").first()
    if assigned is None:
        WorkflowPage.objects.create(page=root, workflow=workflow)
    elif assigned.workflow.name == "Moderators approval":
        stock = assigned.workflow
        WorkflowPage.objects.filter(page=root).update(workflow=workflow)
        stock.deactivate()


def set_up_member_workflow() -> None:
    """Every member record that an editor submits goes to the directory's keepers."""
    workflow = workflow_with_task(MEMBER_WORKFLOW, [DIRECTORY_KEEPERS, MODERATORS])
    member = ContentType.objects.get_for_model(apps.get_model("directory", "Member"))
    WorkflowContentType.objects.get_or_create(content_type=member, defaults={"workflow": workflow})


def workflow_with_task(name: str, approvers: Iterable[str]) -> Workflow:
    """The workflow of that name, whose one task any of the groups `approvers` may do."""
    workflow, created = Workflow.objects.get_or_create(name=name)
    if created:
        task = GroupApprovalTask.objects.create(name=name)
        task.groups.set(Group.objects.filter(name__in=approvers))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    return workflow
