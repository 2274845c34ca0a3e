using System.Text;
using Porthole.PortMapping.Tests.Quirks;
using Porthole.PortMapping.Upnp.Ssdp;

namespace Porthole.PortMapping.Tests.Upnp.Ssdp;

public sealed class BootNumbersTests
{
    private readonly BootNumbers _sut = new();

    [Quirk("2 restart")]
    [Fact]
    public void FindRestart_NumberChanges_OnceForAllDevicesOfTheRouter()
    {
        // miniupnpd announces three devices with one number (minissdp.c:582, 712, 1423).
        Hear("a", "5").ShouldBeNull();
        Hear("b", "5").ShouldBeNull();
        Hear("a", "5").ShouldBeNull();

        Hear("a", "6").ShouldNotBeNull().ShouldContain("from 5 to 6");
        Hear("b", "6").ShouldBeNull();
        Hear("a", "6").ShouldBeNull();
    }

    [Quirk("3b two stacks")]
    [Fact]
    public void FindRestart_TwoStacksInOneRouter_EachHasItsOwnNumber()
    {
        Hear("igd", "5").ShouldBeNull();
        Hear("wfa", "9").ShouldBeNull();

        Hear("igd", "5").ShouldBeNull();
        Hear("wfa", "9").ShouldBeNull();
        Hear("wfa", "10").ShouldNotBeNull();
        Hear("igd", "5").ShouldBeNull();
    }

    [Fact]
    public void FindRestart_NumberAnnouncedByAnUpdate_IsNoRestart()
    {
        // UPnP Device Architecture 1.1, 1.2.4.
        Hear("a", "5").ShouldBeNull();
        Hear("a", "5", "NTS: ssdp:update\r\nNEXTBOOTID.UPNP.ORG: 6\r\n").ShouldBeNull();
        Hear("a", "6").ShouldBeNull();
    }

    [Fact]
    public void FindRestart_NoNumberOrGoodbye_TellsNothing()
    {
        Hear("a", "5").ShouldBeNull();
        Hear("a", "").ShouldBeNull();
        Hear("a", "6", "NTS: ssdp:byebye\r\n").ShouldBeNull();
        Hear("a", "5").ShouldBeNull();
    }

    [Fact]
    public void FindRestart_EndlessDevices_KeepsAFew()
    {
        for (var i = 0; i < 1000; i++)
        {
            Hear($"device-{i}", "5").ShouldBeNull();
        }

        Hear("device-999", "6").ShouldBeNull();
        Hear("device-0", "6").ShouldNotBeNull();
    }

    private string? Hear(string device, string boot, string extra = "NTS: ssdp:alive\r\n") => _sut.FindRestart(SsdpMessage.Parse(
        Encoding.ASCII.GetBytes($"NOTIFY * HTTP/1.1\r\n{extra}USN: uuid:{device}::upnp:rootdevice\r\nBOOTID.UPNP.ORG: {boot}\r\n\r\n"))!);
}
