using Porthole.Agent.Diagnosis.Firewalls;
using Porthole.Agent.Diagnosis.Firewalls.Windows;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Diagnosis.Firewalls.Windows;

public sealed class WindowsFirewallTests
{
    private const string Program = @"C:\Program Files\Porthole\porthole.exe";

    private const string Ours = @"v2.31|Action=Allow|Active=TRUE|Dir=In|App=C:\Program Files\Porthole\PORTHOLE.EXE|Name=Porthole relay|";

    [Theory]
    [InlineData(Ours, "Open")]
    [InlineData(@"v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=8500-8600|Name=Cameras|", "Open")]
    [InlineData(@"v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=554|LPort=8554|Name=Cameras|", "Open")]
    [InlineData(@"v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=17|LPort=8554|Name=Cameras|", "Blocks")]
    [InlineData(@"v2.10|Action=Allow|Active=FALSE|Dir=In|App=C:\Program Files\Porthole\porthole.exe|Name=Porthole relay|", "Blocks")]
    [InlineData(@"v2.10|Action=Allow|Active=TRUE|Dir=Out|App=C:\Program Files\Porthole\porthole.exe|Name=Porthole relay|", "Blocks")]
    [InlineData(@"v2.10|Action=Allow|Active=TRUE|Dir=In|App=D:\old\porthole.exe|Name=Porthole relay|", "Blocks")]
    [InlineData(@"v2.10|Action=Allow|Active=TRUE|Dir=In|Protocol=6|LPort=RPC|App=%SystemRoot%\system32\svchost.exe|Svc=schedule|Name=@x.dll,-1|", "Blocks")]
    [InlineData(@"v2.10|Action=Allow|Active=TRUE|Dir=In|Profile=Private|App=C:\Program Files\Porthole\porthole.exe|Name=Porthole relay|", "Unknown")]
    [InlineData(@"v2.10|Action=Allow|Active=TRUE|Dir=In|RA4=LocalSubnet|App=C:\Program Files\Porthole\porthole.exe|Name=Porthole relay|", "Unknown")]
    [InlineData("", "Blocks")]
    [InlineData("=|=|Action|Dir=In|Active=TRUE", "Blocks")]
    public void Judge_OneRule_TellsWhatBecomesOfAViewer(string rule, string view) => Judge([WindowsProfile.AsksRules, WindowsProfile.AsksRules, WindowsProfile.AsksRules], rule).GetType().Name.ShouldBe(view);

    [Fact]
    public void Judge_RuleThatBlocks_WinsAndIsNamed()
    {
        var view = Judge([WindowsProfile.AsksRules], Ours, @"v2.31|Action=Block|Active=TRUE|Dir=In|Protocol=6|App=C:\Program Files\Porthole\porthole.exe|Name=porthole.exe|");

        var blocks = view.ShouldBeOfType<FirewallView.Blocks>();
        blocks.Evidence.ShouldContain("The rule \"porthole.exe\"");
        blocks.Remedy[0].ShouldContain("Remove the rule \"porthole.exe\"");
        blocks.Concerns(new ListenPort(Transport.Tcp, 8554)).ShouldBeTrue();
    }

    [Theory]
    [InlineData("LetsIn LetsIn LetsIn", false, "Open")]
    [InlineData("AsksRules AsksRules LetsIn", false, "Unknown")]
    [InlineData("AsksRules AsksRules LetsIn", true, "Open")]
    [InlineData("AsksRules AsksRules TurnsAllAway", true, "Unknown")]
    [InlineData("AsksRules AsksRules TurnsAllAway", false, "Blocks")]
    [InlineData("TurnsAllAway TurnsAllAway TurnsAllAway", true, "Blocks")]
    [InlineData("AsksRules AsksRules Unknown", false, "Unknown")]
    [InlineData("", true, "Unknown")]
    public void Judge_Profiles_SaysNothingThatIsNotKnown(string profiles, bool hasRule, string view) =>
        Judge([.. profiles.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Enum.Parse<WindowsProfile>)], hasRule ? [Ours] : []).GetType().Name.ShouldBe(view);

    [Theory]
    [InlineData(null, null, null, "Unknown")]
    [InlineData(0, 1, null, "LetsIn")]
    [InlineData(1, null, null, "AsksRules")]
    [InlineData(1, 0, 1, "AsksRules")]
    [InlineData(1, 0, 0, "LetsIn")]
    [InlineData(1, 1, 0, "TurnsAllAway")]
    public void ProfileOf_Values_AreJudged(int? enabled, int? noExceptions, int? inbound, string profile) => WindowsFirewallState.ProfileOf(key => key switch
    {
        "EnableFirewall" => enabled,
        "DoNotAllowExceptions" => noExceptions,
        _ => inbound,
    }).ToString().ShouldBe(profile);

    private static FirewallView Judge(WindowsProfile[] profiles, params string[] rules) => WindowsFirewall.Judge(
        new WindowsFirewallState([.. profiles], [.. rules.Select(WindowsRule.Read).OfType<WindowsRule>()]),
        [new ListenPort(Transport.Tcp, 8554)],
        Program);
}
