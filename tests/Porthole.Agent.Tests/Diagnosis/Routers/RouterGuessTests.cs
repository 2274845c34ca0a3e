using System.Net;
using System.Net.NetworkInformation;
using Porthole.Agent.Diagnosis.Routers;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Diagnosis.Routers;

public sealed class RouterGuessTests
{
    public static TheoryData<string> Keys => [.. RouterMenus.All.Select(menu => menu.Key)];

    [Theory]
    [MemberData(nameof(Keys))]
    public void For_EveryWordOfARow_IsThatRow(string key)
    {
        var row = RouterMenus.All.Single(menu => menu.Key == key);

        row.Words.ShouldNotBeEmpty();
        foreach (var word in row.Words)
        {
            word.ShouldBe(word.ToLowerInvariant());
            RouterGuess.For(Identity(manufacturer: word.ToUpperInvariant()), mac: null, banner: null)!.Key.ShouldBe(key, word);
            RouterGuess.For(identity: null, mac: null, banner: $"httpd <{word}>")!.Key.ShouldBe(key, word);
        }
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public void Row_Complete_HasAMenuOrSaysWhyNot(string key)
    {
        var row = RouterMenus.All.Single(menu => menu.Key == key);

        (row.Upnp ?? row.Rule)?.Path.ShouldNotContain("  ");
        if (row.Rule is null) row.Note.ShouldNotBeEmpty();
        foreach (var path in new[] { row.Upnp, row.Rule }.OfType<MenuPath>()) path.ToString().ShouldStartWith(path.IsSure ? "under " : "usually under ");
    }

    [Theory]
    [InlineData("TP-Link", "Archer AX55", "tp-link")]
    [InlineData("NETGEAR, Inc.", "R7000", "netgear")]
    [InlineData("AVM Berlin", "FRITZ!Box 7590", "fritzbox")]
    [InlineData("ASUSTeK Computer Inc.", "RT-AX88U", "asus")]
    [InlineData("ARRIS", "BGW210-700", "att")]
    [InlineData("Ubiquiti Inc.", "UniFi Dream Machine", "unifi")]
    [InlineData("MikroTik", "hEX", "mikrotik")]
    [InlineData("Skyworth", "GN543", null)]
    [InlineData("Acme", "A subtle box", null)]
    [InlineData("", "", null)]
    public void For_WhatRoutersCallThemselves_IsFound(string manufacturer, string model, string? key) =>
        RouterGuess.For(Identity(manufacturer, model), mac: null, banner: null)?.Key.ShouldBe(key);

    [Theory]
    [InlineData("tp-link")]
    [InlineData("netgear")]
    [InlineData("fritzbox")]
    [InlineData("asus")]
    [InlineData("linksys")]
    [InlineData("d-link")]
    [InlineData("unifi")]
    [InlineData("google")]
    [InlineData("mikrotik")]
    [InlineData("peplink")]
    public void KeyOf_EveryMaker_HasARow(string key) => RouterMenus.All.ShouldContain(menu => menu.Key == key);

    [Fact]
    public void For_MacOfAvm_IsFritzbox() =>
        RouterGuess.For(identity: null, PhysicalAddress.Parse("C0-25-06-01-02-03"), banner: null)!.Key.ShouldBe("fritzbox");

    [Fact]
    public void For_IdentityAgainstMac_IdentityWins() =>
        RouterGuess.For(Identity("Linksys", "EA7500"), PhysicalAddress.Parse("C0-25-06-01-02-03"), banner: null)!.Key.ShouldBe("linksys");

    [Fact]
    public void For_NobodyKnown_IsNull() =>
        RouterGuess.For(Identity("MiniUPnP", "Router"), PhysicalAddress.Parse("02-00-00-00-00-01"), "nginx").ShouldBeNull();

    [Fact]
    public void Words_ServerRealmAndTitle_AreJoinedAndPlain() =>
        BannerReader.Words("httpd", "Basic realm=\"NETGEAR R7000\"", "<html><TITLE>Router\u001b[31m &amp; more</title>").ShouldBe("httpd NETGEAR R7000 Router [31m & more");

    [Fact]
    public void Words_EndlessTitle_IsCut() => BannerReader.Words("", "", $"<title>{new string('a', 100_000)}</title>").Length.ShouldBeLessThanOrEqualTo(200);

    [Fact]
    public void SwitchOn_KnownRouter_NamesPageAndMenu()
    {
        var menu = RouterGuess.For(Identity("TP-Link", "Archer AX55"), mac: null, banner: null);

        var line = RouterAdvice.SwitchOn(menu, IPAddress.Parse("192.168.0.1"));

        line.ShouldContain("http://tplinkwifi.net/");
        line.ShouldContain("under Advanced > NAT Forwarding > UPnP");
        line.ShouldNotContain("usually");
    }

    [Fact]
    public void SwitchOn_WeakRow_SaysUsually() =>
        RouterAdvice.SwitchOn(RouterGuess.For(Identity("ASUS", "RT"), mac: null, banner: null), IPAddress.Parse("192.168.50.1")).ShouldContain("usually under WAN");

    private static RouterIdentity Identity(string manufacturer, string model = "") => new("", manufacturer, model, "", "");
}
