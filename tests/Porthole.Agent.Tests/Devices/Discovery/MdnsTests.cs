using Porthole.Agent.Devices.Discovery.Mdns;
using Porthole.Agent.Devices.Discovery.Searching;

namespace Porthole.Agent.Tests.Devices.Discovery;

public sealed class MdnsTests
{
    private static readonly MdnsProtocol Protocol = new();

    [Fact]
    public void Read_AnswerOfACamera_TellsEverythingInIt()
    {
        var sighting = Samples.Read(Protocol, Samples.Mdns);

        (sighting.Name, sighting.Brand, sighting.Mac).ShouldBe(("Gate", "axis", "b8:a4:4f:00:00:01"));
        sighting.Ports.ShouldBe([new DevicePort("http", 80)]);
        sighting.IsCamera.ShouldBeTrue();
    }

    [Fact]
    public void Read_ItsOwnQuestion_IsNoAnswer() => Protocol.Read(Protocol.Questions()[0], Samples.From).ShouldBeEmpty();

    [Fact]
    public void Question_AsksForEveryService_AndFitsOneFrame()
    {
        var question = Protocol.Questions().ShouldHaveSingleItem();

        question[5].ShouldBe((byte)7);
        question.Length.ShouldBeLessThan(512);
    }

    [Fact]
    public void ReadResponse_PointersInACircle_EndWithNothing()
    {
        byte[] circle = [0, 0, 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0xC0, 14, 0xC0, 12, 0, 12, 0, 1, 0, 0, 0, 0, 0, 0];

        DnsReader.ReadResponse(circle).ShouldBeEmpty();
    }

    [Fact]
    public void ReadResponse_CountsThatLie_EndWithTheMessage()
    {
        var liar = (byte[])Samples.Mdns.Clone();
        liar.AsSpan(6, 6).Fill(0xFF);

        DnsReader.ReadResponse(liar).Count.ShouldBe(3);
    }

    [Fact]
    public void ReadResponse_QuestionsThatLie_GiveNothing()
    {
        var liar = (byte[])Samples.Mdns.Clone();
        liar.AsSpan(4, 2).Fill(0xFF);

        DnsReader.ReadResponse(liar).ShouldBeEmpty();
    }

    [Fact]
    public void Read_DotInAnInstanceName_StaysInTheName()
    {
        var dotted = (byte[])Samples.Mdns.Clone();
        dotted.AsSpan(47, 4).SequenceEqual("Gate"u8).ShouldBeTrue();
        "G.1\\"u8.CopyTo(dotted.AsSpan(47));

        Samples.Read(Protocol, dotted).Name.ShouldBe("G.1\\");
    }

    [Theory]
    [InlineData("macaddress", "B8A44F000001")]
    [InlineData("MACADDRESS", "B8A44F000001")]
    [InlineData("mac", null)]
    public void Text_Key_IsFoundWholeAndInAnyCase(string key, string? value) =>
        new DnsRecord("x", DnsType.Txt, [3, .. "a=1"u8, 0, 23, .. "macaddress=B8A44F000001"u8, 200, 1]).Text(key).ShouldBe(value);
}
