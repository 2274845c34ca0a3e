using System.Collections.Immutable;
using System.Runtime.Versioning;
using System.Security;
using Microsoft.Win32;

namespace Porthole.Agent.Diagnosis.Firewalls.Windows;

/// <summary>What Windows Firewall is set to, as far as the registry tells; every user may read it.</summary>
/// <param name="Profiles">Domain, private and public.</param>
/// <param name="Rules">Those that are switched on, for connections that come in.</param>
internal sealed record WindowsFirewallState(ImmutableArray<WindowsProfile> Profiles, ImmutableArray<WindowsRule> Rules)
{
    /// <summary>What an administrator sets on the PC itself.</summary>
    private const string Local = @"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy";

    /// <summary>What the company's group policy sets, which wins.</summary>
    private const string Policy = @"SOFTWARE\Policies\Microsoft\WindowsFirewall";

    /// <summary>The private profile is called "standard" where it was there first.</summary>
    private static readonly string[][] Names = [["DomainProfile"], ["PrivateProfile", "StandardProfile"], ["PublicProfile"]];

    [SupportedOSPlatform("windows")]
    public static WindowsFirewallState Read() => new(
        [.. Names.Select(names => ProfileOf(key => names.SelectMany(name => new[] { ValueOf($@"{Policy}\{name}", key) }).Concat(names.Select(name => ValueOf($@"{Local}\{name}", key))).FirstOrDefault(value => value is not null)))],
        [.. RulesOf($@"{Policy}\FirewallRules").Concat(RulesOf($@"{Local}\FirewallRules")).Select(WindowsRule.Read).OfType<WindowsRule>()]);

    /// <summary>Judges the values of one profile; <c>[MS-GPFAS]</c> 2.2.3 has them.</summary>
    public static WindowsProfile ProfileOf(Func<string, int?> valueOf) => (valueOf("EnableFirewall"), valueOf("DoNotAllowExceptions"), valueOf("DefaultInboundAction")) switch
    {
        (null, _, _) => WindowsProfile.Unknown,
        (0, _, _) => WindowsProfile.LetsIn,
        (_, 1, _) => WindowsProfile.TurnsAllAway,
        (_, _, 0) => WindowsProfile.LetsIn,
        _ => WindowsProfile.AsksRules,
    };

    [SupportedOSPlatform("windows")]
    private static int? ValueOf(string key, string name)
    {
        try
        {
            using var opened = Registry.LocalMachine.OpenSubKey(key);
            return opened?.GetValue(name) as int?;
        }
        catch (Exception exception) when (exception is SecurityException or UnauthorizedAccessException or IOException)
        {
            return null;
        }
    }

    [SupportedOSPlatform("windows")]
    private static ImmutableArray<string> RulesOf(string key)
    {
        try
        {
            using var opened = Registry.LocalMachine.OpenSubKey(key);
            return opened is null ? [] : [.. opened.GetValueNames().Select(name => opened.GetValue(name) as string).OfType<string>()];
        }
        catch (Exception exception) when (exception is SecurityException or UnauthorizedAccessException or IOException)
        {
            return [];
        }
    }
}
