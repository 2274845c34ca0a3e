using Porthole.Relay.Listening;

namespace Porthole.Relay.Tests.Listening;

public sealed class InlineCompletionsTests
{
    /// <summary>A new framework that drops the switch costs half of the relay's processor time on Linux: it should not go unnoticed.</summary>
    [Fact]
    public void IsSupported_OnLinux_TheFrameworkStillHasTheSwitch() => InlineCompletions.IsSupported.ShouldBe(OperatingSystem.IsLinux());
}
