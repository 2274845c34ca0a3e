using Porthole.Agent.Hosting.Windows;

namespace Porthole.Agent.Tests.Hosting.Windows;

public sealed class StateFolderRightsTests
{
    [Fact]
    public void Sddl_WithOwner_GivesEachTheirs()
    {
        var sddl = StateFolderRights.Sddl("S-1-5-21-1-2-3-1001");

        sddl.ShouldBe($"D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;{ServiceAccount.SidOf("Porthole")})(A;OICI;0x1200a9;;;S-1-5-21-1-2-3-1001)");
    }

    [Fact]
    public void Sddl_NoOwner_EverybodyElseIsLeftOut()
    {
        var sddl = StateFolderRights.Sddl(owner: null);

        sddl.ShouldNotContain("BU"); // Users
        sddl.ShouldNotContain("WD"); // Everyone
        sddl.Count(character => character == '(').ShouldBe(3);
    }
}
