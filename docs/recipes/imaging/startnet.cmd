wpeinit
call X:\hivemend\hivemend.cmd repair --all --exit-codes simple --log X:\hivemend.log
if errorlevel 1 (echo hivemend needs a person, see X:\hivemend.log) else wpeutil reboot
