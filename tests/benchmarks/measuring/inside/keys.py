"""API keys, several because each is limited to so many questions a minute."""

from shared.api_keys.actions import issue_key


def run(count: str) -> list[str]:
    return [
        issue_key(name=f"benchmark {number}", scopes=["answers:write"], created_by=None)[1]
        for number in range(int(count))
    ]
