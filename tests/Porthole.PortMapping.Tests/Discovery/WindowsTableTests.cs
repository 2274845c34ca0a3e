using System.Buffers.Binary;
using System.Net;
using System.Net.NetworkInformation;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class WindowsTableTests
{
    [Fact]
    public void ParseRoutes_DefaultAndOthers_ReadsTheDefaultOnes()
    {
        var table = Table(
            RouteRow("0.0.0.0", "0.0.0.0", "192.168.1.1", index: 12, type: 4, metric: 35),
            RouteRow("0.0.0.0", "0.0.0.0", "10.8.0.1", index: 7, type: 4, metric: 5),
            RouteRow("192.168.1.0", "255.255.255.0", "192.168.1.10", index: 12, type: 3, metric: 291),
            RouteRow("0.0.0.0", "0.0.0.0", "0.0.0.0", index: 3, type: 3, metric: 1));

        WindowsRouteTable.Parse(table).ShouldBe([
            new Route(new InterfaceKey(null, 12), IPAddress.Parse("192.168.1.1"), 35),
            new Route(new InterfaceKey(null, 7), IPAddress.Parse("10.8.0.1"), 5),
        ]);
    }

    [Fact]
    public void ParseNeighbours_Entries_ReadsThoseWithAMac()
    {
        var mac = PhysicalAddress.Parse("44-19-B6-00-00-01");
        var table = Table(
            NeighbourRow(12, mac, "192.168.1.1", type: 3),
            NeighbourRow(12, mac, "192.168.1.2", type: 2),
            NeighbourRow(12, new PhysicalAddress(new byte[6]), "192.168.1.3", type: 3));

        WindowsNeighbourTable.Parse(table).ShouldBe([new Neighbour(new InterfaceKey(null, 12), IPAddress.Parse("192.168.1.1"), mac)]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(59)]
    public void Parse_TableCutShort_ReadsWhatIsThere(int length)
    {
        var table = Table(RouteRow("0.0.0.0", "0.0.0.0", "192.168.1.1", 12, 4, 35)).AsSpan(0, length);
        WindowsRouteTable.Parse(table).ShouldBeEmpty();
    }

    [Fact]
    public void Parse_CountBeyondTheBuffer_IsBounded()
    {
        byte[] table = [0xFF, 0xFF, 0xFF, 0xFF, .. RouteRow("0.0.0.0", "0.0.0.0", "192.168.1.1", 12, 4, 35)];
        WindowsRouteTable.Parse(table).Count.ShouldBe(1);
    }

    private static byte[] Table(params byte[][] rows)
    {
        var count = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(count, rows.Length);
        return [.. count, .. rows.SelectMany(row => row)];
    }

    private static byte[] RouteRow(string destination, string mask, string nextHop, int index, int type, int metric)
    {
        var row = new byte[56];
        IPAddress.Parse(destination).TryWriteBytes(row, out _);
        IPAddress.Parse(mask).TryWriteBytes(row.AsSpan(4), out _);
        IPAddress.Parse(nextHop).TryWriteBytes(row.AsSpan(12), out _);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(16), index);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(20), type);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(36), metric);
        return row;
    }

    private static byte[] NeighbourRow(int index, PhysicalAddress mac, string address, int type)
    {
        var row = new byte[24];
        BinaryPrimitives.WriteInt32LittleEndian(row, index);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(4), 6);
        mac.GetAddressBytes().CopyTo(row, 8);
        IPAddress.Parse(address).TryWriteBytes(row.AsSpan(16), out _);
        BinaryPrimitives.WriteInt32LittleEndian(row.AsSpan(20), type);
        return row;
    }
}
