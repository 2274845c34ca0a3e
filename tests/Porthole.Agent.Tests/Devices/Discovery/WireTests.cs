using System.Text;
using Porthole.Agent.Devices.Discovery.Wire;

namespace Porthole.Agent.Tests.Devices.Discovery;

public sealed class WireTests
{
    [Theory]
    [InlineData("44:19:B6:00:00:01", "44:19:b6:00:00:01")]
    [InlineData("44-19-b6-00-00-01", "44:19:b6:00:00:01")]
    [InlineData("4419.b600.0001", "44:19:b6:00:00:01")]
    [InlineData(" 4419b6000001 ", "44:19:b6:00:00:01")]
    [InlineData("00:00:00:00:00:00", null)]
    [InlineData("ff:ff:ff:ff:ff:ff", null)]
    [InlineData("01:00:5e:00:00:01", null)]
    [InlineData("44:19:b6:00:00", null)]
    [InlineData("44:19:b6:00:00:01:02", null)]
    [InlineData("44:19:b6:00:00:0g", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Mac_AnySpelling_IsOne(string? text, string? mac) => MacText.Read(text).ShouldBe(mac);

    [Theory]
    [InlineData("  Front door ", "Front door")]
    [InlineData("\u001b[2J\u0007bell", "[2Jbell")]
    [InlineData("a\u202Eb", "ab")]
    [InlineData("\0\r\n", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Clean_Words_CannotSteerATerminal(string? text, string? clean) => PlainText.Clean(text).ShouldBe(clean);

    [Fact]
    public void Clean_EndlessName_IsCutBetweenCharacters() => PlainText.Clean("x" + string.Concat(Enumerable.Repeat("📷", 1000)))!.Length.ShouldBe(63);

    [Fact]
    public void Xml_EntityBomb_IsNotExpanded()
    {
        const string Bomb = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">]><a><b>&b;</b></a>";

        XmlLeaves.Read(Encoding.UTF8.GetBytes(Bomb)).ShouldBeEmpty();
    }

    [Fact]
    public void Xml_ExternalEntity_IsNotFetched() =>
        XmlLeaves.Read("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a><b>&x;</b></a>"u8).ShouldBeEmpty();

    [Fact]
    public void Xml_DeepNest_EndsEarly() => XmlLeaves.Read(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("<a>", 20_000)))).ShouldBeEmpty();

    [Fact]
    public void Xml_ManyLeaves_AreCapped() =>
        XmlLeaves.Read(Encoding.UTF8.GetBytes($"<a>{string.Concat(Enumerable.Repeat("<b>1</b>", 8000))}</a>")).Count.ShouldBeLessThanOrEqualTo(512);

    [Fact]
    public void Xml_UndeclaredPrefix_KeepsWhatStoodBefore() => XmlLeaves.Read("<a><b>1</b><x:c>2</x:c></a>"u8).Text("b").ShouldBe("1");

    [Fact]
    public void Json_DeepNest_IsNone() => LenientJson.Parse(Encoding.UTF8.GetBytes(new string('[', 60_000))).ShouldBeNull();

    [Fact]
    public void Json_HalfASurrogatePair_IsNoText()
    {
        using var document = LenientJson.Parse("{\"a\":\"\\ud800\",\"b\":7,\"c\":\"8\",\"d\":1e99}"u8).ShouldNotBeNull();

        document.RootElement.Text("a").ShouldBeNull();
        document.RootElement.Text("b").ShouldBeNull();
        document.RootElement.Number("b").ShouldBe(7);
        document.RootElement.Number("c").ShouldBe(8);
        document.RootElement.Number("d").ShouldBeNull();
        document.RootElement.Member("x").Member("y").Text("z").ShouldBeNull();
    }
}
