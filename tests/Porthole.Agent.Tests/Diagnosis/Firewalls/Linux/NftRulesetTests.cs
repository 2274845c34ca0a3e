using System.Net;
using Porthole.Agent.Diagnosis.Firewalls;
using Porthole.Agent.Diagnosis.Firewalls.Linux;
using Porthole.PortMapping;

namespace Porthole.Agent.Tests.Diagnosis.Firewalls.Linux;

/// <summary>What nft prints in JSON of rules whose text stands above each; the end-to-end tests have nft itself print them.</summary>
public sealed class NftRulesetTests
{
    [Theory]
    // tcp dport { 8554, 9000-9100 } ct state { new, untracked } counter accept
    [InlineData("""{ "match": { "op": "==", "left": { "payload": { "protocol": "tcp", "field": "dport" } }, "right": { "set": [8554, { "range": [9000, 9100] }] } } }, { "match": { "op": "==", "left": { "ct": { "key": "state" } }, "right": { "set": ["new", "untracked"] } } }, { "counter": { "packets": 0, "bytes": 0 } }, { "accept": null }""", "Open")]
    // udp dport 8554 accept, and of another protocol nothing is true
    [InlineData("""{ "match": { "op": "==", "left": { "payload": { "protocol": "udp", "field": "dport" } }, "right": 8554 } }, { "accept": null }""", "Blocks")]
    [InlineData("""{ "match": { "op": "!=", "left": { "payload": { "protocol": "udp", "field": "dport" } }, "right": 22 } }, { "accept": null }""", "Blocks")]
    // th dport >= 8000 accept
    [InlineData("""{ "match": { "op": ">=", "left": { "payload": { "protocol": "th", "field": "dport" } }, "right": 8000 } }, { "accept": null }""", "Open")]
    // ip saddr @home accept
    [InlineData("""{ "match": { "op": "==", "left": { "payload": { "protocol": "ip", "field": "saddr" } }, "right": "@home" } }, { "accept": null }""", "Blocks")]
    [InlineData("""{ "match": { "op": "!=", "left": { "payload": { "protocol": "ip", "field": "saddr" } }, "right": "@home" } }, { "accept": null }""", "Open")]
    [InlineData("""{ "match": { "op": "==", "left": { "payload": { "protocol": "ip", "field": "saddr" } }, "right": "@guests" } }, { "accept": null }""", "Unknown")]
    [InlineData("""{ "match": { "op": "==", "left": { "payload": { "protocol": "ip", "field": "saddr" } }, "right": "@nowhere" } }, { "accept": null }""", "Unknown")]
    // ip saddr 192.168.0.0-192.168.3.255 accept
    [InlineData("""{ "match": { "op": "==", "left": { "payload": { "protocol": "ip", "field": "saddr" } }, "right": { "range": ["192.168.0.0", "192.168.3.255"] } } }, { "accept": null }""", "Blocks")]
    // ip6 saddr != ::1 accept
    [InlineData("""{ "match": { "op": "!=", "left": { "payload": { "protocol": "ip6", "field": "saddr" } }, "right": "::1" } }, { "accept": null }""", "Blocks")]
    // ip saddr . tcp dport { 10.1.1.1 . 8554 } accept
    [InlineData("""{ "match": { "op": "==", "left": { "concat": [{ "payload": { "protocol": "ip", "field": "saddr" } }, { "payload": { "protocol": "tcp", "field": "dport" } }] }, "right": { "set": [{ "concat": ["10.1.1.1", 8554] }] } } }, { "accept": null }""", "Blocks")]
    // iifname "lo" accept; iifname "eth*" accept; iif != "lo" fib daddr type local accept
    [InlineData("""{ "match": { "op": "==", "left": { "meta": { "key": "iifname" } }, "right": "lo" } }, { "accept": null }""", "Blocks")]
    [InlineData("""{ "match": { "op": "==", "left": { "meta": { "key": "iifname" } }, "right": "eth*" } }, { "accept": null }""", "Open")]
    [InlineData("""{ "match": { "op": "!=", "left": { "meta": { "key": "iif" } }, "right": "lo" } }, { "match": { "op": "==", "left": { "fib": { "result": "type", "flags": ["daddr"] } }, "right": "local" } }, { "accept": null }""", "Open")]
    // meta l4proto { tcp, udp } accept
    [InlineData("""{ "match": { "op": "==", "left": { "meta": { "key": "l4proto" } }, "right": { "set": ["tcp", "udp"] } } }, { "accept": null }""", "Open")]
    // meta mark 0x12 accept
    [InlineData("""{ "match": { "op": "==", "left": { "meta": { "key": "mark" } }, "right": 18 } }, { "accept": null }""", "Unknown")]
    // tcp flags & (syn | ack) == syn limit rate 10/second accept; … limit rate over 10/second accept
    [InlineData("""{ "match": { "op": "==", "left": { "&": [{ "payload": { "protocol": "tcp", "field": "flags" } }, ["syn", "ack"]] }, "right": "syn" } }, { "limit": { "rate": 10, "burst": 5, "per": "second" } }, { "accept": null }""", "Open")]
    [InlineData("""{ "match": { "op": "==", "left": { "&": [{ "payload": { "protocol": "tcp", "field": "flags" } }, { "|": ["syn", "ack"] }] }, "right": "syn" } }, { "limit": { "rate": 10, "burst": 5, "per": "second", "inv": true } }, { "accept": null }""", "Blocks")]
    // ct state vmap { established : accept, new : jump open }; tcp dport vmap { 8554 : drop }
    [InlineData("""{ "vmap": { "key": { "ct": { "key": "state" } }, "data": { "set": [["established", { "accept": null }], ["new", { "jump": { "target": "open" } }]] } } }""", "Open")]
    [InlineData("""{ "vmap": { "key": { "payload": { "protocol": "tcp", "field": "dport" } }, "data": { "set": [[22, { "accept": null }], [8554, { "drop": null }]] } } }, { "accept": null }""", "Blocks")]
    [InlineData("""{ "vmap": { "key": { "meta": { "key": "iifname" } }, "data": "@zones" } }""", "Open")]
    // goto open; jump to nowhere; a statement of a later nft
    [InlineData("""{ "goto": { "target": "open" } }""", "Open")]
    [InlineData("""{ "jump": { "target": "nowhere" } }""", "Unknown")]
    [InlineData("""{ "queue": { "num": 1 } }""", "Unknown")]
    [InlineData("""{ "match": { "op": "==", "left": 7, "right": null } }, { "accept": null }""", "Unknown")]
    [InlineData("""{ "match": { "op": "==", "left": { "&": [] }, "right": 1 } }, { "accept": null }""", "Unknown")]
    [InlineData("""{ "log": { "prefix": "x" } }, { "return": null }""", "Blocks")]
    public void Judge_OneRuleUnderAPolicyThatDrops_TellsWhatBecomesOfAViewer(string rule, string view) => Judge(Ruleset(rule, "drop")).GetType().Name.ShouldBe(view);

    [Theory]
    [InlineData("""{ "reject": { "type": "icmpx", "expr": "admin-prohibited" } }""", "Blocks")]
    [InlineData("""{ "match": { "op": "==", "left": { "payload": { "protocol": "ip", "field": "saddr" } }, "right": "@home" } }, { "drop": null }""", "Open")]
    public void Judge_OneRuleUnderAPolicyThatAccepts_TellsWhatBecomesOfAViewer(string rule, string view) => Judge(Ruleset(rule, "accept")).GetType().Name.ShouldBe(view);

    [Fact]
    public void Judge_SecondTableDrops_IsBlockedAndNamed()
    {
        var first = NftRuleset.Read(Ruleset("""{ "accept": null }""", "drop"))!.Value;
        var second = NftRuleset.Read(Ruleset("""{ "counter": null }""", "drop").Replace("\"t\"", "\"other\""))!.Value;

        var blocks = LinuxFirewall.Judge([.. first, .. second], [new ListenPort(Transport.Tcp, 8554)], "eth0", local: null).ShouldBeOfType<FirewallView.Blocks>();

        blocks.Evidence.ShouldContain("(in table inet other, chain in)");
        blocks.Remedy[0].ShouldContain("nft insert rule inet t in tcp dport 8554 accept");
    }

    [Fact]
    public void Judge_PortsAreNotKnown_BlocksNothing()
    {
        LinuxFirewall.Judge(NftRuleset.Read(Ruleset("""{ "counter": null }""", "drop"))!.Value, [], "eth0", local: null).ShouldBeOfType<FirewallView.Unknown>();
        LinuxFirewall.Judge([], [], "eth0", local: null).ShouldBeOfType<FirewallView.Open>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{ "nftables": [ { "chain": { } }, { "rule": { "expr": 7 } } ] }""")]
    [InlineData("""{ "nftables": [ { "chain": { "family": "ip", "table": "t", "name": "c", "hook": "input", "type": "filter" } }, { "rule": { "family": "ip", "table": "t", "chain": "c", "expr": [ { } ] } } ] }""")]
    public void Read_NotNfts_ThrowsNothing(string json) => NftRuleset.Read(json).GetValueOrDefault([]).Length.ShouldBe(0);

    [Fact]
    public void Read_RulesOfIptables_AreKnownToBeOpaque() => NftRuleset.Read(Ruleset("""{ "xt": { "type": "match", "name": "multiport" } }, { "accept": null }""", "drop"))!.Value.ShouldHaveSingleItem().IsOpaque.ShouldBeTrue();

    private static FirewallView Judge(string ruleset) =>
        LinuxFirewall.Judge(NftRuleset.Read(ruleset).ShouldNotBeNull(), [new ListenPort(Transport.Tcp, 8554)], "eth0", IPAddress.Parse("192.168.1.10"));

    private static string Ruleset(string rule, string policy) => $$"""
        { "nftables": [ { "metainfo": { "version": "1.0.6", "json_schema_version": 1 } },
          { "table": { "family": "inet", "name": "t", "handle": 1 } },
          { "set": { "family": "inet", "name": "home", "table": "t", "type": "ipv4_addr", "flags": ["interval"], "elem": [{ "prefix": { "addr": "10.0.0.0", "len": 8 } }, "192.168.1.50"] } },
          { "set": { "family": "inet", "name": "guests", "table": "t", "type": "ipv4_addr", "flags": ["dynamic", "timeout"], "elem": [{ "elem": { "val": "192.168.1.50", "expires": 10 } }] } },
          { "map": { "family": "inet", "name": "zones", "table": "t", "type": "ifname", "map": "verdict", "elem": [["eth0", { "goto": { "target": "open" } }]] } },
          { "chain": { "family": "inet", "table": "t", "name": "in", "handle": 1, "type": "filter", "hook": "input", "prio": 0, "policy": "{{policy}}" } },
          { "chain": { "family": "inet", "table": "t", "name": "way", "handle": 1, "type": "filter", "hook": "forward", "prio": 0, "policy": "drop" } },
          { "chain": { "family": "inet", "table": "t", "name": "open", "handle": 2 } },
          { "rule": { "family": "inet", "table": "t", "chain": "open", "handle": 3, "expr": [{ "accept": null }] } },
          { "rule": { "family": "inet", "table": "t", "chain": "in", "handle": 4, "expr": [{{rule}}] } } ] }
        """;
}
