using System.Net;
using Porthole.PortMapping.Discovery;

namespace Porthole.PortMapping.Tests.Discovery;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("198.51.100.7", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("192.168.0.1", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("2001:db8::1", false)]
    public void CanBelongToAHost_Address_IsToldApart(string address, bool expected) =>
        AddressRules.CanBelongToAHost(IPAddress.Parse(address)).ShouldBe(expected);
}
