using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Porthole.Agent.Hosting.Services;

namespace Porthole.Agent.Hosting.Windows;

/// <summary>What makes a good service of one that merely starts. A Windows that lacks one of them does without it.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe class ServiceDetails
{
    // SERVICE_CONFIG_*
    private const uint Description = 1;
    private const uint FailureActions = 2;
    private const uint DelayedAutoStart = 3;
    private const uint FailureActionsFlag = 4;
    private const uint SidType = 5;
    private const uint RequiredPrivileges = 6;
    private const uint Preshutdown = 7;

    private const uint Restart = 1; // SC_ACTION_RESTART
    private const uint UnrestrictedSid = 1; // SERVICE_SID_TYPE_UNRESTRICTED

    /// <summary>A passing trouble is over in seconds, and a lasting one must not keep the PC busy.</summary>
    private static readonly TimeSpan[] RestartAfter = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5)];

    /// <summary>After a day without a failure the next one counts as the first.</summary>
    private static readonly TimeSpan FailuresForgottenAfter = TimeSpan.FromDays(1);

    /// <summary>The loop gives back what it holds within ten seconds; Windows would wait three minutes.</summary>
    private static readonly TimeSpan PreshutdownTime = TimeSpan.FromSeconds(20);

    private const string Text = "Keeps the ports of security cameras open on the router. When it is stopped, it closes them.";

    /// <summary>The only privilege it keeps: walking through folders, without which it does not reach its own files. Gone is, above all, the right to impersonate.</summary>
    private const string Privileges = "SeChangeNotifyPrivilege\0";

    public static IEnumerable<SetupStep> Steps() =>
    [
        Optional("description", DescriptionSet),
        Optional("start a little after Windows, when the network is there", () => Number(DelayedAutoStart, 1)),
        Optional($"restart after a failure: {string.Join(", ", RestartAfter.Select(after => $"{after.TotalSeconds:0}"))} s later", FailureActionsSet),
        Optional("restart after an end with an error, too", () => Number(FailureActionsFlag, 1)),
        Optional("account of its own for access lists", () => Number(SidType, UnrestrictedSid)),
        Optional("no privileges but the one to reach its files", PrivilegesSet),
        Optional($"{PreshutdownTime.TotalSeconds:0} s to remove the mappings before Windows shuts down", () => Number(Preshutdown, (uint)PreshutdownTime.TotalMilliseconds)),
    ];

    // Nothing to undo: it goes with the service, and an older one had the same.
    private static SetupStep Optional(string what, Func<string?> set) => SetupStep.At($"service: {what}", set) with { IsOptional = true };

    private static string? Number(uint level, uint value) => Change(level, &value);

    private static string? DescriptionSet()
    {
        fixed (char* text = Text)
        {
            return Change(Description, &text);
        }
    }

    private static string? PrivilegesSet()
    {
        fixed (char* list = Privileges)
        {
            return Change(RequiredPrivileges, &list);
        }
    }

    private static string? FailureActionsSet()
    {
        var actions = stackalloc ServiceAction[RestartAfter.Length];
        for (var index = 0; index < RestartAfter.Length; index++)
            actions[index] = new ServiceAction { Type = Restart, DelayMilliseconds = (uint)RestartAfter[index].TotalMilliseconds };
        var info = new ServiceFailureActions { ResetSeconds = (uint)FailuresForgottenAfter.TotalSeconds, Count = (uint)RestartAfter.Length, Actions = actions };
        return Change(FailureActions, &info);
    }

    private static string? Change(uint level, void* info)
    {
        using var manager = ServiceAccess.Connect();
        using var service = Advapi32.OpenService(manager, ServiceAccount.Service, ServiceAccess.All);
        if (service.IsInvalid) return ServiceAccess.ExplainLast();
        if (Advapi32.ChangeServiceConfig2(service, level, info)) return null;
        return Marshal.GetLastPInvokeError() is Win32Error.InvalidLevel ? "this Windows does not know it" : ServiceAccess.ExplainLast();
    }
}
