"""Government, college and enterprise: each kind's table, interests, rules and Mesa agent."""
