"""Work of the directory that outlasts a request, done by the task worker."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django_tasks import task

from directory.imports import runs, undoing
from directory.models import ImportStatus, MemberImport


@task()
def compare_import(pk: int) -> None:
    """Hold the file of an import against the directory."""
    of_import = MemberImport.objects.filter(pk=pk, status=ImportStatus.COMPARING).first()
    if of_import:
        runs.compare(of_import)


@task()
def write_import(pk: int) -> None:
    """Write a confirmed import."""
    of_import = MemberImport.objects.filter(pk=pk, status=ImportStatus.WRITING).first()
    if of_import:
        runs.confirm(of_import)


@task()
def undo_import(pk: int, user_pk: int) -> None:
    """Take an import back in the name of that user."""
    of_import = MemberImport.objects.filter(pk=pk, status=ImportStatus.UNDOING).first()
    user = get_user_model().objects.filter(pk=user_pk).first()
    if of_import:
        undoing.undo(of_import, user)
