namespace Porthole.Agent.Hosting.Linux;

/// <summary>The unit file by which systemd runs the agent (systemd.service(5), systemd.exec(5)).</summary>
internal static class SystemdUnit
{
    public const string Name = "porthole.service";

    /// <summary>
    /// The least rights that work. What is not taken away, and why: memory that is written and then run is how .NET compiles
    /// (MemoryDenyWriteExecute), /proc beyond processes tells routes and neighbours (ProcSubset), the network is what the
    /// program is for, and the runtime of .NET does not start without setrlimit and sched_setaffinity.
    /// </summary>
    /// <param name="program">The absolute path of the program.</param>
    public static string Text(string program) => $"""
        [Unit]
        Description=Porthole keeps the ports of security cameras open on the router
        After=network.target

        [Service]
        Type=notify
        NotifyAccess=main
        ExecStart={Escape(program)} run
        Restart=on-failure
        RestartSec=10
        TimeoutStopSec=30
        WatchdogSec=60
        Environment=DOTNET_EnableDiagnostics=0
        SyslogIdentifier=porthole

        DynamicUser=yes
        StateDirectory=porthole
        StateDirectoryMode=0700
        UMask=0077
        AmbientCapabilities=CAP_NET_BIND_SERVICE
        CapabilityBoundingSet=CAP_NET_BIND_SERVICE
        NoNewPrivileges=yes

        ProtectSystem=strict
        ProtectHome=yes
        ProtectProc=invisible
        ProtectClock=yes
        ProtectHostname=yes
        ProtectKernelLogs=yes
        ProtectKernelModules=yes
        ProtectKernelTunables=yes
        ProtectControlGroups=yes
        PrivateTmp=yes
        PrivateDevices=yes
        DevicePolicy=closed
        LockPersonality=yes
        RemoveIPC=yes
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictSUIDSGID=yes
        RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
        SystemCallArchitectures=native
        SystemCallFilter=@system-service
        SystemCallFilter=~@privileged @resources
        SystemCallFilter=setrlimit sched_setaffinity
        SystemCallErrorNumber=EPERM

        [Install]
        WantedBy=multi-user.target

        """;

    // systemd.service(5), "Command lines": quotes keep a path with spaces together, and % means something unless it is doubled. $ does not in the name of the program.
    private static string Escape(string path) => $"\"{path.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("%", "%%")}\"";
}
