import pytest
pytestmark = pytest.mark.django_db
def test_x(canaries):
    print(len(canaries.birds.kept), len(canaries.cases))
