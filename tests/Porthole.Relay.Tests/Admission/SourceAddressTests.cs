using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Porthole.Relay.Admission;

namespace Porthole.Relay.Tests.Admission;

public sealed class SourceAddressTests
{
    private static readonly Arbitrary<IPAddress> Addresses =
        Gen.OneOf(Gen.Constant(4), Gen.Constant(16))
            .SelectMany(length => ArbMap.Default.GeneratorFor<byte>().ArrayOf(length))
            .Select(bytes => new IPAddress(bytes)).ToArbitrary();

    [Fact]
    public void From_AnyAddress_ComesBack() =>
        Prop.ForAll(Addresses, address => SourceAddress.From(address).ToIPAddress().Equals(Plain(address))).QuickCheckThrowOnFailure();

    [Fact]
    public void From_MappedAddress_IsTheIPv4Address() =>
        Prop.ForAll(Addresses, address => SourceAddress.From(address.MapToIPv6()) == SourceAddress.From(address)).QuickCheckThrowOnFailure();

    [Fact]
    public void From_SocketAddress_IsTheSame() =>
        Prop.ForAll(Addresses, address => SourceAddress.From(new IPEndPoint(address, 5540).Serialize()) == SourceAddress.From(address)).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.8", false)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("fe80::1", "fe80::2", false)]
    [InlineData("fd00:1::1", "fd00:1::2", false)]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7", true)]
    public void Network_OfTwoAddresses_IsOneForAGlobalSubnetOnly(string one, string other, bool same) =>
        (SourceAddress.From(IPAddress.Parse(one)).Network == SourceAddress.From(IPAddress.Parse(other)).Network).ShouldBe(same);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
