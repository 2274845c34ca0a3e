using System.Net;
using System.Net.NetworkInformation;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class LinuxNeighbourTableTests
{
    private const string Table =
        "IP address       HW type     Flags       HW address            Mask     Device\n"
        + "192.168.1.1      0x1         0x2         44:19:b6:00:00:01     *        eth0\n"
        + "192.168.1.66     0x1         0x0         00:00:00:00:00:00     *        eth0\n"
        + "192.168.1.67     0x1         0x6         52:54:00:12:34:56     *        virbr0\n";

    [Fact]
    public void Parse_Table_ReadsTheCompleteEntries() =>
        LinuxNeighbourTable.Parse(Table).ShouldBe([
            new Neighbour(new InterfaceKey("eth0", 0), IPAddress.Parse("192.168.1.1"), PhysicalAddress.Parse("44:19:b6:00:00:01")),
            new Neighbour(new InterfaceKey("virbr0", 0), IPAddress.Parse("192.168.1.67"), PhysicalAddress.Parse("52:54:00:12:34:56")),
        ]);

    [Theory]
    [InlineData("192.168.1.1 0x1 0x2 no:mac * eth0")]
    [InlineData("no.address 0x1 0x2 44:19:b6:00:00:01 * eth0")]
    [InlineData("192.168.1.1 0x1 2 44:19:b6:00:00:01 * eth0")]
    [InlineData("192.168.1.1")]
    public void Parse_LineThatMakesNoSense_IsLeftOut(string line) => LinuxNeighbourTable.Parse(line).ShouldBeEmpty();
}
