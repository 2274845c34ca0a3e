using System.Text;
using Porthole.Agent.Devices.Discovery.Dhip;
using Porthole.Agent.Devices.Discovery.Sadp;
using Porthole.Agent.Devices.Discovery.Searching;
using Porthole.Agent.Devices.Discovery.Xmeye;

namespace Porthole.Agent.Tests.Devices.Discovery;

public sealed class MakersProtocolsTests
{
    [Fact]
    public void Sadp_AnswerOfACamera_TellsEverythingInIt()
    {
        var sighting = Samples.Read(new SadpProtocol(), Samples.Sadp);

        (sighting.Mac, sighting.Brand, sighting.Model).ShouldBe(("24:28:fd:00:00:01", "hikvision", "DS-2CD2385G1-I"));
        (sighting.Serial, sighting.Firmware).ShouldBe(("DS-2CD2385G1-I20200414AAWRE00000001", "V5.6.2build 190701"));
        sighting.Ports.ShouldBe([new DevicePort("server", 8001), new DevicePort("http", 81)]);
        sighting.HasNoPassword.ShouldBeFalse();
    }

    [Fact]
    public void Sadp_NotActivated_HasNoPassword() => Sadp("<Activated>true<", "<Activated>false<").HasNoPassword.ShouldBeTrue();

    [Fact]
    public void Sadp_HomeBrand_IsEzviz() => Sadp("<DeviceDescription>DS-2CD2385G1-I<", "<DeviceDescription>CS-C6TC<").Brand.ShouldBe("ezviz");

    [Fact]
    public void Sadp_AddressInside_IsNotTaken() => Sadp("192.168.1.64", "192.168.1.1").Address.ShouldBe(Samples.From);

    [Fact]
    public void Sadp_PaddedWithNulAndBlanks_IsRead() =>
        new SadpProtocol().Read((byte[])[(byte)'\r', (byte)'\n', .. Samples.Sadp, 0, 0, (byte)'\n'], Samples.From).ShouldHaveSingleItem().Mac.ShouldBe("24:28:fd:00:00:01");

    [Fact]
    public void Sadp_CutOff_TellsWhatStoodBefore()
    {
        var cut = Encoding.UTF8.GetString(Samples.Sadp).Split("<IPv4Address>")[0];

        Samples.Read(new SadpProtocol(), cut).Serial.ShouldNotBeNull();
    }

    [Fact]
    public void Dhip_Question_IsTheFrameThatRealDevicesAnswer()
    {
        var question = new DhipProtocol().Questions().ShouldHaveSingleItem();

        question.AsSpan(0, 32).ToArray().ShouldBe(Convert.FromHexString("2000000044484950" + "0000000000000000" + "3B00000000000000" + "3B00000000000000"));
        Encoding.ASCII.GetString(question.AsSpan(32)).ShouldBe("{\"method\":\"DHDiscover.search\",\"params\":{\"mac\":\"\",\"uni\":1}}\n");
    }

    [Fact]
    public void Dhip_AnswerOfACamera_TellsEverythingInIt()
    {
        var sighting = Samples.Read(new DhipProtocol(), Samples.Dhip);

        (sighting.Mac, sighting.Brand, sighting.Model, sighting.Name).ShouldBe(("4c:11:bf:00:00:01", "dahua", "IPC-HDW5421S", "Gate"));
        (sighting.Serial, sighting.Firmware, sighting.HasNoPassword).ShouldBe(("1F006E4PAX00001", "2.400.0.8", false));
        sighting.Ports.ShouldBe([new DevicePort("server", 37778), new DevicePort("http", 80)]);
    }

    [Theory]
    [InlineData("\"Init\" : 150", "\"Init\" : 1161", true)]
    [InlineData("\"Init\" : 150", "\"Init\" : 0", false)]
    [InlineData("\"Init\" : 150", "\"Unit\" : 1", false)]
    public void Dhip_AccountState_IsInTheLowestBits(string old, string now, bool hasNone) => Dhip(old, now).HasNoPassword.ShouldBe(hasNone);

    [Theory]
    [InlineData("\"Vendor\" : \"Dahua\"", "\"Vendor\" : \"Intelbras\"", "intelbras")]
    [InlineData("\"Vendor\" : \"Dahua\"", "\"Vendor\" : \"General\"", "dahua")]
    public void Dhip_Vendor_IsTheBrand(string old, string now, string brand) => Dhip(old, now).Brand.ShouldBe(brand);

    [Fact]
    public void Dhip_FactoryName_IsNoName() => Dhip("\"Gate\"", "\"1F006E4PAX00001\"").Name.ShouldBeNull();

    [Fact]
    public void Dhip_WrongLengthsInTheFrame_MeanTheRest()
    {
        var frame = (byte[])Samples.Dhip.Clone();
        frame.AsSpan(16, 4).Fill(0xFF);

        Samples.Read(new DhipProtocol(), frame).Mac.ShouldBe("4c:11:bf:00:00:01");
    }

    [Fact]
    public void Xmeye_AnswerOfARecorder_TellsEverythingInIt()
    {
        var sighting = Samples.Read(new XmeyeProtocol(), Samples.Xmeye);

        (sighting.Mac, sighting.Brand, sighting.Name).ShouldBe(("00:12:31:00:00:01", "xmeye", null));
        (sighting.Serial, sighting.Firmware).ShouldBe(("b3d1c8a7f0e21234", "V4.02.R11"));
        sighting.Ports.ShouldBe([new DevicePort("server", 34567), new DevicePort("http", 80)]);
    }

    [Fact]
    public void Xmeye_Question_IsTheOneThatGo2rtcSends() =>
        new XmeyeProtocol().Questions().ShouldHaveSingleItem().ShouldBe(Convert.FromHexString("FF00000000000000000000000000FA0500000000"));

    [Theory]
    [InlineData("\"TCPPort\" : 34567", "\"TCPPort\" : 0")]
    [InlineData("\"TCPPort\" : 34567", "\"TCPPort\" : 99999999999999999999")]
    [InlineData("\"TCPPort\" : 34567", "\"TCPPort\" : { \"a\" : [] }")]
    public void Xmeye_PortThatCannotBe_IsLeftOut(string old, string now) =>
        Samples.Read(new XmeyeProtocol(), Samples.Dvrip(Encoding.UTF8.GetString(Samples.Xmeye.AsSpan(20)).Replace(old, now, StringComparison.Ordinal))).Ports.ShouldBe([new DevicePort("http", 80)]);

    private static Sighting Sadp(string old, string now) => Samples.Read(new SadpProtocol(), Encoding.UTF8.GetString(Samples.Sadp).Replace(old, now, StringComparison.Ordinal));

    private static Sighting Dhip(string old, string now) =>
        Samples.Read(new DhipProtocol(), DhipFrame.Wrap(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Samples.Dhip.AsSpan(32)).Replace(old, now, StringComparison.Ordinal))));
}
