"""The public names, as type checkers see them."""

from unionwork.areas.aid.entities import AidApplication as AidApplication
from unionwork.areas.aid.entities import AidFile as AidFile
from unionwork.areas.aid.entities import Payment as Payment
from unionwork.areas.funds.entities import FundReceipt as FundReceipt
from unionwork.areas.inspection.entities import Finding as Finding
from unionwork.areas.inspection.entities import Inspection as Inspection
from unionwork.areas.members.entities import Member as Member
from unionwork.areas.members.entities import Unit as Unit
from unionwork.areas.relief.entities import Household as Household
from unionwork.areas.relief.entities import Pairing as Pairing
from unionwork.areas.relief.entities import Person as Person
from unionwork.areas.relief.entities import Visit as Visit
from unionwork.areas.rights.entities import Petition as Petition
from unionwork.declare.catalogue import Catalogue as Catalogue
from unionwork.declare.fields import Field as Field
from unionwork.declare.fields import Private as Private
from unionwork.declare.fields import Shape as Shape
from unionwork.declare.fields import coded as coded
from unionwork.declare.fields import credit_code as credit_code
from unionwork.declare.fields import day as day
from unionwork.declare.fields import deadline as deadline
from unionwork.declare.fields import decided as decided
from unionwork.declare.fields import flag as flag
from unionwork.declare.fields import id_number as id_number
from unionwork.declare.fields import integer as integer
from unionwork.declare.fields import money as money
from unionwork.declare.fields import month as month
from unionwork.declare.fields import phone as phone
from unionwork.declare.fields import quantity as quantity
from unionwork.declare.fields import ref as ref
from unionwork.declare.fields import text as text
from unionwork.declare.forms import Chart as Chart
from unionwork.declare.forms import Form as Form
from unionwork.declare.forms import FormHead as FormHead
from unionwork.declare.forms import Listing as Listing
from unionwork.declare.forms import Row as Row
from unionwork.declare.forms import Section as Section
from unionwork.declare.forms import Sentence as Sentence
from unionwork.declare.forms import Table as Table
from unionwork.declare.grammar import parse as parse
from unionwork.declare.indicators import Indicator as Indicator
from unionwork.declare.kinds import Kind as Kind
from unionwork.declare.kinds import Record as Record
from unionwork.declare.kinds import Ref as Ref
from unionwork.declare.kinds import kind as kind
from unionwork.declare.kinds import kind_of as kind_of
from unionwork.declare.papers import Action as Action
from unionwork.declare.papers import Checklist as Checklist
from unionwork.declare.papers import Item as Item
from unionwork.declare.parameters import DatedValue as DatedValue
from unionwork.declare.parameters import Parameter as Parameter
from unionwork.declare.phrases import age as age
from unionwork.declare.phrases import alike as alike
from unionwork.declare.phrases import also_in as also_in
from unionwork.declare.phrases import attached as attached
from unionwork.declare.phrases import block_end as block_end
from unionwork.declare.phrases import block_start as block_start
from unionwork.declare.phrases import count as count
from unionwork.declare.phrases import distinct as distinct
from unionwork.declare.phrases import fields as fields
from unionwork.declare.phrases import figure as figure
from unionwork.declare.phrases import has as has
from unionwork.declare.phrases import number_of as number_of
from unionwork.declare.phrases import on as on
from unionwork.declare.phrases import one_of as one_of
from unionwork.declare.phrases import param as param
from unionwork.declare.phrases import repeated as repeated
from unionwork.declare.phrases import sum_of as sum_of
from unionwork.declare.phrases import total_of as total_of
from unionwork.declare.procedures import Check as Check
from unionwork.declare.procedures import Duty as Duty
from unionwork.declare.procedures import Procedure as Procedure
from unionwork.declare.procedures import State as State
from unionwork.declare.procedures import Step as Step
from unionwork.declare.rolls import Fill as Fill
from unionwork.declare.rolls import Roll as Roll
from unionwork.declare.rules import Outcome as Outcome
from unionwork.declare.rules import Rule as Rule
from unionwork.declare.rules import Test as Test
from unionwork.declare.tiers import Tier as Tier
from unionwork.declare.vocabularies import Term as Term
from unionwork.declare.vocabularies import Vocabulary as Vocabulary
from unionwork.declare.vocabularies import term as term
from unionwork.demonstration import demo as demo
from unionwork.documents.paper import Address as Address
from unionwork.documents.paper import Paper as Paper
from unionwork.documents.screen import page_lines as page_lines
from unionwork.documents.writers import write_paper as write_paper
from unionwork.errors import ConflictError as ConflictError
from unionwork.errors import DeclarationError as DeclarationError
from unionwork.errors import ExitCode as ExitCode
from unionwork.errors import NotPermittedError as NotPermittedError
from unionwork.errors import PluginError as PluginError
from unionwork.errors import RefusedError as RefusedError
from unionwork.errors import SheetError as SheetError
from unionwork.errors import StepRefusedError as StepRefusedError
from unionwork.errors import StoppedError as StoppedError
from unionwork.errors import StoreError as StoreError
from unionwork.errors import UnionworkError as UnionworkError
from unionwork.errors import UnknownNameError as UnknownNameError
from unionwork.errors import UsageError as UsageError
from unionwork.errors import ValueRefusedError as ValueRefusedError
from unionwork.exchange.checksums import verify_evidence as verify_evidence
from unionwork.pinyin import initials as initials
from unionwork.pinyin import syllables as syllables
from unionwork.regions.hookspecs import API_VERSION as API_VERSION
from unionwork.regions.hookspecs import hookimpl as hookimpl
from unionwork.regions.plugins import Loaded as Loaded
from unionwork.regions.plugins import load_catalogue as load_catalogue
from unionwork.regions.plugins import plugins as plugins
from unionwork.snapshot import Snapshot as Snapshot
from unionwork.values import CreditCode as CreditCode
from unionwork.values import IdNumber as IdNumber
from unionwork.values import Money as Money
from unionwork.values import Period as Period
from unionwork.work.surveying import systems as systems
from unionwork.work.testing import region_new as region_new
from unionwork.work.testing import region_test as region_test
from unionwork.workspace import Workspace as Workspace
from unionwork.workspace import restore as restore

__all__ = [
    "API_VERSION",
    "Action",
    "Address",
    "AidApplication",
    "AidFile",
    "Catalogue",
    "Chart",
    "Check",
    "Checklist",
    "ConflictError",
    "CreditCode",
    "DatedValue",
    "DeclarationError",
    "Duty",
    "ExitCode",
    "Field",
    "Fill",
    "Finding",
    "Form",
    "FormHead",
    "FundReceipt",
    "Household",
    "IdNumber",
    "Indicator",
    "Inspection",
    "Item",
    "Kind",
    "Listing",
    "Loaded",
    "Member",
    "Money",
    "NotPermittedError",
    "Outcome",
    "Pairing",
    "Paper",
    "Parameter",
    "Payment",
    "Period",
    "Person",
    "Petition",
    "PluginError",
    "Private",
    "Procedure",
    "Record",
    "Ref",
    "RefusedError",
    "Roll",
    "Row",
    "Rule",
    "Section",
    "Sentence",
    "Shape",
    "SheetError",
    "Snapshot",
    "State",
    "Step",
    "StepRefusedError",
    "StoppedError",
    "StoreError",
    "Table",
    "Term",
    "Test",
    "Tier",
    "UnionworkError",
    "Unit",
    "UnknownNameError",
    "UsageError",
    "ValueRefusedError",
    "Visit",
    "Vocabulary",
    "Workspace",
    "age",
    "alike",
    "also_in",
    "attached",
    "block_end",
    "block_start",
    "coded",
    "count",
    "credit_code",
    "day",
    "deadline",
    "decided",
    "demo",
    "distinct",
    "fields",
    "figure",
    "flag",
    "has",
    "hookimpl",
    "id_number",
    "initials",
    "integer",
    "kind",
    "kind_of",
    "load_catalogue",
    "money",
    "month",
    "number_of",
    "on",
    "one_of",
    "page_lines",
    "param",
    "parse",
    "phone",
    "plugins",
    "quantity",
    "ref",
    "region_new",
    "region_test",
    "repeated",
    "restore",
    "sum_of",
    "syllables",
    "systems",
    "term",
    "text",
    "total_of",
    "verify_evidence",
    "write_paper",
]
