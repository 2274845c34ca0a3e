namespace Porthole.Agent.Diagnosis.Firewalls.Windows;

/// <summary>How Windows Firewall is set for one kind of network (domain, private, public).</summary>
internal enum WindowsProfile
{
    /// <summary>The registry does not say.</summary>
    Unknown,

    /// <summary>It is off, or lets in what no rule names.</summary>
    LetsIn,

    /// <summary>It turns away what no rule lets in: Windows' own way.</summary>
    AsksRules,

    /// <summary>It turns away everything, rules or not.</summary>
    TurnsAllAway,
}
