using FsCheck;
using FsCheck.Fluent;

namespace Porthole.Simulation.Tests.Router;

public sealed class PermissionRuleTests
{
    [Theory]
    [InlineData("allow 1024-65535 192.168.1.0/24 1024-65535", "allow 1024-65535 192.168.1.0/24 1024-65535")]
    [InlineData("deny 80 10.0.0.5 80", "deny 80-80 10.0.0.5/32 80-80")]
    [InlineData("  allow\t0-65535   0.0.0.0/0 0-65535 ", "allow 0-65535 0.0.0.0/0 0-65535")]
    public void Parse_Rule_ReadsAsWritten(string text, string expected) => PermissionRule.Parse(text).ToString().ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("allow")]
    [InlineData("permit 1-2 0.0.0.0/0 1-2")]
    [InlineData("allow 2-1 0.0.0.0/0 1-2")]
    [InlineData("allow 1-70000 0.0.0.0/0 1-2")]
    [InlineData("allow 1-2 0.0.0.0/33 1-2")]
    [InlineData("allow 1-2 0.0.0.0/0 1-2 more")]
    [InlineData("allow -1 0.0.0.0/0 1-2")]
    public void Parse_NoRule_SaysWhatARuleIs(string text) =>
        Should.Throw<FormatException>(() => PermissionRule.Parse(text)).Message.ShouldContain("allow|deny");

    [Fact]
    public void TryParse_AnyText_NeverThrowsAndRoundTrips() =>
        Prop.ForAll<string>(text =>
        {
            var parsed = PermissionRule.TryParse(text ?? "", out var rule);
            return !parsed || PermissionRule.Parse(rule!.ToString()) == rule;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parse_RandomRules_RoundTrip() =>
        Prop.ForAll<ushort, ushort, uint>((a, b, address) =>
        {
            var network = new System.Net.IPAddress(address);
            var rule = PermissionRule.Parse($"deny {Math.Min(a, b)}-{Math.Max(a, b)} {network} {Math.Min(a, b)}");
            return PermissionRule.Parse(rule.ToString()) == rule && rule.ExternalTo == Math.Max(a, b);
        }).QuickCheckThrowOnFailure();
}
