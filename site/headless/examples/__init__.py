"""Programs of readers of the API, shown in its documentation and run by the tests."""
