using System.Net;
using Porthole.Agent.Cli.Devices;
using Porthole.Agent.Devices.Neighbours;

namespace Porthole.Agent.Tests.Cli.Devices;

public sealed class AddressNoteTests
{
    private static readonly LocalNetwork[] Networks = [new(IPAddress.Parse("192.168.1.10"), 24), new(IPAddress.Parse("10.10.10.1"), 31)];

    [Theory]
    [InlineData("192.168.1.20", null)]
    [InlineData("10.10.10.0", null)]
    [InlineData("192.168.1.1", "192.168.1.1 is the router itself.")]
    [InlineData("192.168.1.0", "192.168.1.0 is no device's address")]
    [InlineData("192.168.1.255", "192.168.1.255 is no device's address")]
    [InlineData("192.186.1.20", "192.186.1.20 is not on this PC's network (192.168.1.0/24, 10.10.10.0/31).")]
    public void Of_Address_SaysWhatIsOdd(string address, string? expected)
    {
        var note = AddressNote.Of(IPAddress.Parse(address), Networks, [IPAddress.Parse("192.168.1.1")]);

        if (expected is null) note.ShouldBeNull();
        else note.ShouldNotBeNull().ShouldStartWith(expected);
    }

    [Fact]
    public void Of_NoNetworkIsUp_SaysNothing() => AddressNote.Of(IPAddress.Parse("192.168.1.20"), [], []).ShouldBeNull();
}
