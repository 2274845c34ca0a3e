using Porthole.Agent.Devices.Brands;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Devices.Brands;

public sealed class ExposureRulesTests
{
    [Theory]
    [InlineData(null, 23)]
    [InlineData("hikvision", 23)]
    [InlineData("xmeye", 9530)]
    [InlineData(null, 1984)]
    [InlineData("frigate", 5000)]
    [InlineData("frigate", 8554)]
    [InlineData("go2rtc", 8554)]
    [InlineData(null, 3389)]
    [InlineData(null, 8730)]
    public void Refuse_DangerousInside_SaysWhyAndWhatToDo(string? brand, int port)
    {
        var refusal = ExposureRules.Refuse(brand, Transport.Tcp, port, null).ShouldNotBeNull();

        refusal.ShouldStartWith($"Port {port} is not opened: ");
        refusal.ShouldEndWith("Leave it out, or insist with \"Force\": true (on the command line --force).");
    }

    [Theory]
    [InlineData(23)]
    [InlineData(554)]
    [InlineData(2323)]
    public void Refuse_ScannedOutside_NamesAnotherPort(int external) =>
        ExposureRules.Refuse("hikvision", Transport.Tcp, 554, external).ShouldNotBeNull().ShouldContain("choose for instance 8554");

    [Theory]
    [InlineData("hikvision", 554, null)]
    [InlineData("hikvision", 554, 8554)]
    [InlineData("hikvision", 80, 8080)]
    [InlineData("frigate", 8971, null)]
    [InlineData("synology", 5000, null)]
    [InlineData(null, 8554, null)]
    public void Refuse_OrdinaryPorts_AreLeftAlone(string? brand, int inside, int? outside) => ExposureRules.Refuse(brand, Transport.Tcp, inside, outside).ShouldBeNull();

    [Theory]
    [InlineData(37810)]
    [InlineData(3702)]
    public void Refuse_Reflectors_OnUdpAlone(int port)
    {
        ExposureRules.Refuse("dahua", Transport.Udp, port, null).ShouldNotBeNull();
        ExposureRules.Refuse("dahua", Transport.Tcp, port, null).ShouldBeNull();
    }

    [Fact]
    public void Refuse_UdpOnATelnetNumber_IsNotTelnet() => ExposureRules.Refuse(null, Transport.Udp, 23, 23).ShouldBeNull();
}
