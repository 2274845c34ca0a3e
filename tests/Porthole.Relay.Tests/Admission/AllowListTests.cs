using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Porthole.Relay.Admission;

namespace Porthole.Relay.Tests.Admission;

public sealed class AllowListTests
{
    // Few values, so that networks overlap, touch and hold the addresses asked for.
    private static readonly Gen<byte> Octet = Gen.Elements<byte>(0, 1, 127, 128, 254, 255);

    private static readonly Gen<IPAddress> IPv4 = Octet.ArrayOf(4).Select(bytes => new IPAddress(bytes));

    private static readonly Gen<IPAddress> IPv6 = Octet.ArrayOf(16).Select(bytes => new IPAddress(bytes)).Where(address => !address.IsIPv4MappedToIPv6);

    private static readonly Gen<IPAddress> Address = Gen.OneOf(IPv4, IPv6);

    private static readonly Gen<IPNetwork> Network =
        from address in Address
        from length in Gen.Choose(0, address.GetAddressBytes().Length * 8)
        select NetworkOf(address, length);

    [Fact]
    public void Contains_AnyNetworksAndAddress_IsAsEachNetworkSays() =>
        Prop.ForAll(
            Network.ArrayOf().ToArbitrary(),
            Address.ToArbitrary(),
            (networks, address) => Allows(networks, address) == networks.Any(network => network.Contains(address))).QuickCheckThrowOnFailure();

    [Fact]
    public void Contains_FirstAndLastOfANetwork_AreInAndTheirNeighboursOut() =>
        Prop.ForAll(Network.Where(network => network.PrefixLength > 0).ToArbitrary(), network =>
        {
            var (first, last) = Bounds(network);
            var list = new AllowList([network]);
            var isIPv4 = first.IsIPv4;
            return list.Contains(first) && list.Contains(last) &&
                (first.Value == 0 || !list.Contains(new SourceAddress(first.Value - 1, isIPv4))) &&
                (last.Value == Highest(isIPv4) || !list.Contains(new SourceAddress(last.Value + 1, isIPv4)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("192.168.1.0/24", "::ffff:192.168.1.77", true)]
    [InlineData("::ffff:192.168.1.0/120", "192.168.1.77", true)]
    [InlineData("::ffff:192.168.1.0/120", "192.168.2.77", false)]
    [InlineData("::ffff:0.0.0.0/96", "203.0.113.7", true)]
    [InlineData("::/0", "203.0.113.7", false)]
    [InlineData("::/0", "::ffff:203.0.113.7", false)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("0.0.0.0/0", "::ffff:203.0.113.7", true)]
    [InlineData("::/0", "2001:db8::1", true)]
    [InlineData("fe80::/10", "fe80::1", true)]
    public void Contains_MappedAddress_CountsAsIPv4(string network, string address, bool expected) =>
        Allows([IPNetwork.Parse(network)], IPAddress.Parse(address)).ShouldBe(expected);

    [Fact]
    public void Contains_NoNetworks_IsNobody() => Allows([], IPAddress.Loopback).ShouldBeFalse();

    private static bool Allows(IPNetwork[] networks, IPAddress address) => new AllowList([.. networks]).Contains(SourceAddress.From(address));

    private static IPNetwork NetworkOf(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), length);
    }

    private static (SourceAddress First, SourceAddress Last) Bounds(IPNetwork network)
    {
        var bytes = network.BaseAddress.GetAddressBytes();
        for (var bit = network.PrefixLength; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return (SourceAddress.From(network.BaseAddress), SourceAddress.From(new IPAddress(bytes)));
    }

    private static UInt128 Highest(bool isIPv4) => isIPv4 ? uint.MaxValue : UInt128.MaxValue;
}
